using Microsoft.Extensions.Options;

namespace MiniLogin;

[OptionsValidator]
internal sealed partial class MiniLoginOptionsValidator : IValidateOptions<MiniLoginOptions>;

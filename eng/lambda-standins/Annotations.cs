namespace Amazon.Lambda.Annotations
{
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class LambdaFunctionAttribute : Attribute
    {
        public string? ResourceName { get; set; }

        public uint Timeout { get; set; }

        public uint MemorySize { get; set; }

        public string? Policies { get; set; }
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class LambdaStartupAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromServicesAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class LambdaGlobalPropertiesAttribute : Attribute
    {
        public bool GenerateMain { get; set; }

        public string? Runtime { get; set; }
    }
}

namespace Amazon.Lambda.Annotations.APIGateway
{
    public enum LambdaHttpMethod
    {
        Any,
        Get,
        Post,
        Put,
        Patch,
        Head,
        Delete,
        Options,
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class HttpApiAttribute(LambdaHttpMethod method, string template) : Attribute
    {
        public LambdaHttpMethod Method { get; } = method;

        public string Template { get; } = template;

        public string? Authorizer { get; set; }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class HttpApiAuthorizerAttribute : Attribute
    {
        public string IdentityHeader { get; set; } = "Authorization";

        public int ResultTtlInSeconds { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromBodyAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromQueryAttribute : Attribute
    {
        public string? Name { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromHeaderAttribute : Attribute
    {
        public string? Name { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromRouteAttribute : Attribute
    {
        public string? Name { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromCustomAuthorizerAttribute : Attribute
    {
        public string? Name { get; set; }
    }
}

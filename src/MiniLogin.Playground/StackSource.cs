using System.Reflection;

namespace MiniLogin.Playground;

/// <summary>A stack of your own, which the Playground serves beside MiniLogin as a deployment would.</summary>
/// <param name="Template">
/// The path of its SAM template: absolute, or relative to the folder of <paramref name="Functions"/> or one above it, or else to the
/// working directory.
/// </param>
/// <param name="Functions">The assembly with its annotated functions in C#; null if it has none.</param>
/// <param name="Lambda">
/// Where Lambda's Invoke API serves its other functions, such as <c>http://127.0.0.1:3001</c> of <c>sam local start-lambda</c>; null: they
/// are not served.
/// </param>
public sealed record StackSource(string Template, Assembly? Functions = null, Uri? Lambda = null)
{
    /// <summary>The path of the template.</summary>
    /// <exception cref="TemplateException">There is no such file.</exception>
    internal string Path
    {
        get
        {
            for (var folder = Functions is null ? null : new FileInfo(Functions.Location).Directory; folder is not null; folder = folder.Parent)
            {
                if (System.IO.Path.Combine(folder.FullName, Template) is var path && File.Exists(path))
                {
                    return path;
                }
            }

            if (File.Exists(Template))
            {
                return System.IO.Path.GetFullPath(Template);
            }

            throw new TemplateException($"There is no template {System.IO.Path.GetFullPath(Template)}{(Functions is null ? "" : $", and none in a folder above {Functions.Location}")}.");
        }
    }
}

namespace MiniLogin.Playground;

/// <summary>The template of a stack cannot be used. The message is for its developer: file, line, what is wrong and what is supported.</summary>
public sealed class TemplateException : Exception
{
    public TemplateException(string message)
        : base(message)
    {
    }

    public TemplateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public TemplateException()
    {
    }
}

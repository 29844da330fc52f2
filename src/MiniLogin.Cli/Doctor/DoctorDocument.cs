namespace MiniLogin.Cli.Doctor;

/// <param name="Well">Whether no check failed and every service answered.</param>
internal sealed record DoctorDocument(bool Well, IReadOnlyList<Finding> Checks);

namespace MiniLogin.Playground.Stacks;

/// <summary>Prepares this process for the code of stacks. It must run before that code.</summary>
internal static class StackEnvironment
{
    public const string HowToStartDynamoDB = "Start one with: npx dynalite --port 8000";

    /// <summary>Isolates the process from AWS and sets the environment variables of the templates.</summary>
    /// <exception cref="TemplateException">The templates need a DynamoDB, or contradict each other.</exception>
    public static void Prepare(IReadOnlyList<StackTemplate> templates, Uri? dynamoDB)
    {
        if (dynamoDB is null && templates.FirstOrDefault(t => t.Tables.Count > 0) is { } withTables)
        {
            throw new TemplateException($"{withTables.File} has tables ({string.Join(", ", withTables.Tables.Select(t => t.Request.TableName))}), so it needs a DynamoDB. {HowToStartDynamoDB}\nThen add the option: --dynamodb http://localhost:8000");
        }

        if (templates.GroupBy(t => t.MappingKey).FirstOrDefault(same => same.Key.Length > 0 && same.Count() > 1) is { } twice)
        {
            throw new TemplateException($"{string.Join(" and ", twice.Select(t => t.File))} have the same ApiMappingKey, {twice.Key}. A domain can have each key once.");
        }

        Isolation.Apply(dynamoDB);
        var origins = new Dictionary<string, (string Value, string File)>(StringComparer.Ordinal);
        foreach (var template in templates)
        {
            foreach (var (name, value) in template.Environment())
            {
                if (!origins.TryAdd(name, (value, template.File)) && origins[name].Value != value)
                {
                    throw new TemplateException($"{name} has different values in {origins[name].File} and {template.File}. In the Playground, all C# functions run in one process.");
                }

                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }
}

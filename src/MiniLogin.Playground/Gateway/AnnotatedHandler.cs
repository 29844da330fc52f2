using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

namespace MiniLogin.Playground.Gateway;

/// <summary>
/// Calls an annotated method, or the handler that the Annotations generator made of it. Binds what a handler takes (the event and the
/// context) and also, as the generator does, values from route, query, headers, body and authorizer.
/// </summary>
/// <param name="serializer">That of the assembly; null: JSON in camelCase.</param>
/// <param name="start">Creates the container and the instance. Called by the first event, and again if it failed.</param>
internal sealed class AnnotatedHandler(MethodInfo method, ILambdaSerializer? serializer, Func<(IServiceProvider Services, object Instance)> start)
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    private readonly MethodInvoker _method = MethodInvoker.Create(method);
    private readonly ParameterInfo[] _parameters = method.GetParameters();
    private readonly HttpApiAttribute? _route = method.GetCustomAttribute<HttpApiAttribute>();
    private readonly Lazy<(IServiceProvider Services, object Instance)> _started = new(start, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Answers an event of an HTTP API.</summary>
    public async Task<APIGatewayHttpApiV2ProxyResponse?> AnswerAsync(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context)
    {
        using var scope = _started.Value.Services.CreateScope();
        var values = new BoundValues();
        var arguments = new object?[_parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Bind(_parameters[i], request, context, scope.ServiceProvider, values);
        }

        if (values.IsUnauthorized)
        {
            return new() { StatusCode = 401, Headers = ErrorHeaders("AccessDeniedException") };
        }

        if (values.Errors.Count > 0)
        {
            return new()
            {
                StatusCode = 400,
                Headers = ErrorHeaders("ValidationException"),
                Body = $$"""{"message": "{{values.Errors.Count}} validation error(s) detected: {{string.Join(',', values.Errors)}}"}""",
            };
        }

        return ToResponse(await ResultAsync(_method.Invoke(_started.Value.Instance, arguments.AsSpan())));
    }

    /// <summary>Takes an event that is no request, and whose answer does not matter.</summary>
    public async Task ReceiveAsync(ReadOnlyMemory<byte> json, ILambdaContext context)
    {
        using var scope = _started.Value.Services.CreateScope();
        var arguments = Array.ConvertAll(_parameters, parameter => parameter.ParameterType switch
        {
            var type when type == typeof(ILambdaContext) => context,
            var type when type == typeof(Stream) => new MemoryStream(json.ToArray()),
            var type when parameter.IsDefined(typeof(FromServicesAttribute)) => scope.ServiceProvider.GetRequiredService(type),
            var type => Deserialize(json.ToArray(), type),
        });
        await ResultAsync(_method.Invoke(_started.Value.Instance, arguments.AsSpan()));
    }

    private object? Bind(ParameterInfo parameter, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context, IServiceProvider scope, BoundValues values)
    {
        var type = parameter.ParameterType;
        if (type == typeof(APIGatewayHttpApiV2ProxyRequest))
        {
            return request;
        }

        if (type == typeof(ILambdaContext))
        {
            return context;
        }

        if (parameter.IsDefined(typeof(FromServicesAttribute)))
        {
            return scope.GetRequiredService(type);
        }

        if (parameter.IsDefined(typeof(FromBodyAttribute)))
        {
            return type == typeof(string) ? request.Body : values.Try(request.Body, "body", body => Deserialize(Encoding.UTF8.GetBytes(body ?? throw new ArgumentNullException(nameof(request), "There is no body.")), type));
        }

        if (parameter.GetCustomAttribute<FromQueryAttribute>() is { } query)
        {
            var key = query.Name ?? parameter.Name!;
            return request.QueryStringParameters?.TryGetValue(key, out var value) == true ? values.Try(value, key, v => Convert(v, type)) : Default(type);
        }

        if (parameter.GetCustomAttribute<FromHeaderAttribute>() is { } header)
        {
            var key = header.Name ?? parameter.Name!;
            return request.Headers?.FirstOrDefault(h => string.Equals(h.Key, key, StringComparison.OrdinalIgnoreCase)).Value is { } value ? values.Try(value, key, v => Convert(v, type)) : Default(type);
        }

        if (parameter.GetCustomAttribute<FromCustomAuthorizerAttribute>() is { } authorizer)
        {
            if (request.RequestContext?.Authorizer?.Lambda?.TryGetValue(authorizer.Name ?? parameter.Name!, out var value) == true)
            {
                return Convert(value?.ToString(), type);
            }

            values.IsUnauthorized = true;
            return Default(type);
        }

        var route = parameter.GetCustomAttribute<FromRouteAttribute>()?.Name ?? parameter.Name!;
        if (_route?.Template.Contains($"{{{route}", StringComparison.Ordinal) != true)
        {
            throw new InvalidOperationException($"{method.DeclaringType!.Name}.{method.Name}: the parameter {parameter.Name} has no attribute that says where its value comes from, such as [FromBody], and is no part of the route.");
        }

        return request.PathParameters?.TryGetValue(route, out var part) == true ? values.Try(part, route, v => Convert(v, type)) : Default(type);
    }

    private object? Deserialize(byte[] json, Type type)
    {
        using var stream = new MemoryStream(json);
        return serializer is null
            ? JsonSerializer.Deserialize(stream, type, CamelCase)
            : typeof(ILambdaSerializer).GetMethod(nameof(ILambdaSerializer.Deserialize))!.MakeGenericMethod(type).Invoke(serializer, BindingFlags.DoNotWrapExceptions, null, [stream], null);
    }

    private async Task<object?> ResultAsync(object? returned)
    {
        switch (returned)
        {
            case Task<APIGatewayHttpApiV2ProxyResponse> response:
                return await response;
            case Task task:
                await task;
                return method.ReturnType.IsGenericType ? method.ReturnType.GetProperty(nameof(Task<object>.Result))!.GetValue(task) : method.ReturnType;
            default:
                return method.ReturnType == typeof(void) ? method.ReturnType : returned;
        }
    }

    private APIGatewayHttpApiV2ProxyResponse? ToResponse(object? result)
    {
        switch (result)
        {
            case null:
                return null;
            case APIGatewayHttpApiV2ProxyResponse response:
                return response;
            case Type:
                return new() { StatusCode = 200 };
            case IHttpResult http:
                var options = new HttpResultSerializationOptions { Format = HttpResultSerializationOptions.ProtocolFormat.HttpApi, Version = HttpResultSerializationOptions.ProtocolVersion.V2, Serializer = serializer ?? new CamelCaseSerializer() };
                return ToResponse(http.Serialize(options));
            case Stream stream:
                using (stream)
                {
                    using var json = JsonDocument.Parse(stream);
                    return FunctionAnswer.From(json.RootElement);
                }

            case string text:
                return new() { StatusCode = 200, Body = text, Headers = new Dictionary<string, string> { ["Content-Type"] = "text/plain" } };
            default:
                using (var body = new MemoryStream())
                {
                    (serializer ?? new CamelCaseSerializer()).Serialize(result, body);
                    return new() { StatusCode = 200, Body = Encoding.UTF8.GetString(body.ToArray()), Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" } };
                }
        }
    }

    private static object? Convert(string? value, Type type) => System.Convert.ChangeType(value, Nullable.GetUnderlyingType(type) ?? type, CultureInfo.InvariantCulture);

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;

    private static Dictionary<string, string> ErrorHeaders(string type) => new() { ["Content-Type"] = "application/json", ["x-amzn-ErrorType"] = type };

    /// <summary>What is wrong with the values of one request. Texts and answers are those of the generator.</summary>
    private sealed class BoundValues
    {
        public List<string> Errors { get; } = [];

        public bool IsUnauthorized { get; set; }

#pragma warning disable CA1031 // The generated code takes every exception of the serializer for a wrong body.
        public object? Try(string? value, string key, Func<string?, object?> convert)
        {
            try
            {
                return convert(value);
            }
            catch (Exception e)
            {
                Errors.Add($"Value {value} at '{key}' failed to satisfy constraint: {e.Message}");
                return null;
            }
        }
#pragma warning restore CA1031
    }

    private sealed class CamelCaseSerializer : ILambdaSerializer
    {
        public T Deserialize<T>(Stream requestStream) => JsonSerializer.Deserialize<T>(requestStream, CamelCase)!;

        public void Serialize<T>(T response, Stream responseStream) => JsonSerializer.Serialize(responseStream, response, CamelCase);
    }
}

using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Http.Metadata;

namespace JusInfer.Portal.Api.Input;

/// <summary>A query string as an endpoint's parameter, read like a JSON object of strings. An empty value counts as absent.</summary>
internal sealed record QueryParameters<T>(Input<T> Input) : IBindableFromHttpContext<QueryParameters<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    public static ValueTask<QueryParameters<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var errors = new ValidationErrors();
        var others = context.GetEndpoint()?.Metadata.GetMetadata<OtherFields>();
        var fields = new JsonObject();
        foreach (var (name, values) in context.Request.Query)
        {
            if (values.Count > 1) errors.AddFinal(name, $"{name} occurs {values.Count} times; send it once.");
            else if (values.ToString() is { Length: > 0 } value) fields[name] = value;
        }

        return new(new QueryParameters<T>(RequestReader.Read(fields, RequestJson.TypeOf<T>(), errors, Expected, others)));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new RequestTypeMetadata(typeof(T), IsBody: false));

    private static string Expected(JsonPropertyInfo field)
    {
        if (field.AttributeProvider?.GetCustomAttributes(typeof(WholeNumberAttribute), inherit: false) is [WholeNumberAttribute range])
            return range.Expected;
        var expected = FieldType.From(field.PropertyType).Expected;
        return field.PropertyType == typeof(DateTimeOffset?) ? $"{expected} (a + in a URL is written %2B)" : expected;
    }
}

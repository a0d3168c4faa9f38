using System.Text.Json.Nodes;
using JusInfer.Portal.Api.Input;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JusInfer.Portal.Api.OpenApi;

/// <summary>Describes what <see cref="JsonBody{T}"/> and <see cref="QueryParameters{T}"/> read.</summary>
internal static class RequestSchema
{
    /// <summary>Adds a request type to its operation, as the body or as query parameters.</summary>
    public static void AddTo(OpenApiOperation operation, RequestTypeMetadata request, OpenApiSchema schema)
    {
        schema.AdditionalPropertiesAllowed = false;
        if (request.IsBody)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = schema.Required is { Count: > 0 },
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new() { Schema = schema } },
            };
            return;
        }

        operation.Parameters = [.. (schema.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)).Select(
            static IOpenApiParameter (field) => new OpenApiParameter
            {
                Name = field.Key,
                In = ParameterLocation.Query,
                Description = field.Value.Description,
                Schema = field.Value,
            })];
    }

    /// <summary>Adds fields that are no properties to the query parameters of an operation.</summary>
    public static void AddTo(OpenApiOperation operation, OtherFields others)
    {
        foreach (var field in others.All)
        {
            var schema = new OpenApiSchema { Type = JsonSchemaType.String };
            if (field.Values.Count > 0) schema.Enum = [.. field.Values.Select(static value => (JsonNode)value)];
            (operation.Parameters ??= []).Add(
                new OpenApiParameter { Name = field.Name, In = ParameterLocation.Query, Description = field.Description, Schema = schema });
        }
    }

    /// <summary>Sets the type of a field as <see cref="FieldType"/> has it: the framework knows nothing of custom JSON converters.</summary>
    public static async Task DescribeFieldAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is not { } property || RequestJson.Default.GetTypeInfo(property.DeclaringType) is null) return;
        var type = FieldType.From(property.PropertyType);
        var nullable = FieldType.AcceptsNull(property.PropertyType) ? JsonSchemaType.Null : default;
        (schema.Type, schema.Format, schema.Pattern) = (type.Schema | nullable, type.Format, null);
        if (type.Schema is JsonSchemaType.Array) schema.Items = new OpenApiSchema { Type = JsonSchemaType.String };
        if (!type.Values.IsEmpty) schema.Enum = [.. type.Values.Select(static value => (JsonNode)value)];
        if (FieldType.NestedIn(property.PropertyType) is not { } nested) return;
        schema.Properties = (await context.GetOrCreateSchemaAsync(nested, null, cancellationToken)).Properties;
        schema.AdditionalPropertiesAllowed = false;
    }
}

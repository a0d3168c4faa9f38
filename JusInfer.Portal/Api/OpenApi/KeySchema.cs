using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JusInfer.Portal.Api.OpenApi;

/// <summary>Describes a key, whose terms are fields of <see cref="KeyColumns"/>.</summary>
internal static class KeySchema
{
    public static Task DescribeTermsAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type != typeof(KeyView) || schema.Properties is not { } fields) return Task.CompletedTask;
        schema.AdditionalProperties = null;
        foreach (var column in KeyColumns.Shown)
        {
            fields[column.Field] = TypeOf(column);
            schema.Required?.Add(column.Field);
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema TypeOf(KeyColumn column) => new()
    {
        Description = column.Description,
        Type = column.Type switch
        {
            var type when type == typeof(string[]) => JsonSchemaType.Array,
            var type when type == typeof(bool) => JsonSchemaType.Boolean,
            var type when type == typeof(int) => JsonSchemaType.Integer,
            var type when type == typeof(int?) => JsonSchemaType.Integer | JsonSchemaType.Null,
            var type when type == typeof(NanoUsd?) => JsonSchemaType.Number | JsonSchemaType.Null,
            var type when type == typeof(string) => JsonSchemaType.String | JsonSchemaType.Null,
            var type when type == typeof(KeyScope) => JsonSchemaType.String,
            var type => throw new NotSupportedException($"A column has values of the type {type}."),
        },
        Format = column.Type == typeof(int) || column.Type == typeof(int?) ? "int32" : column.Type == typeof(NanoUsd?) ? "double" : null,
        Items = column.Type == typeof(string[]) ? new OpenApiSchema { Type = JsonSchemaType.String } : null,
    };
}

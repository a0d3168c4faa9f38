using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JusInfer.Portal.Api.OpenApi;

/// <summary>Describes the rows of a usage summary, whose fields are the columns of the report.</summary>
internal static class UsageSchema
{
    public static Task DescribeRowsAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type != typeof(UsageView) || schema.Properties is not { } fields) return Task.CompletedTask;
        var dimensions = context.ApplicationServices.GetRequiredService<UsageDimensions>();
        var groups = dimensions.All.ToDictionary(
            static group => group.Name, static IOpenApiSchema (group) => Field(JsonSchemaType.String, group.Label));
        groups[UsageView.Rest] = Field(JsonSchemaType.Boolean, "True in the row that sums the groups that are not listed.");
        var measures = UsageMeasures.All.ToDictionary(
            static column => column.Name, static IOpenApiSchema (column) => Field(TypeOf(column), column.Description));
        fields["data"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = groups.Concat(measures).ToDictionary() },
        };
        fields["total"] = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = measures };
        return Task.CompletedTask;
    }

    private static OpenApiSchema Field(JsonSchemaType type, string? description) =>
        new() { Type = type, Description = description };

    /// <summary>What is one per call is null without calls.</summary>
    private static JsonSchemaType TypeOf(UsageColumn column) => column.Unit switch
    {
        UsageUnit.Count or UsageUnit.Tokens => JsonSchemaType.Integer,
        UsageUnit.Milliseconds => JsonSchemaType.Integer | JsonSchemaType.Null,
        _ => column.IsRatio || column.Unit == UsageUnit.Ratio ? JsonSchemaType.Number | JsonSchemaType.Null : JsonSchemaType.Number,
    };
}

using JusInfer.Portal.Api.Input;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JusInfer.Portal.Api.OpenApi;

/// <summary>
/// The control plane's OpenAPI description, at <c>/openapi/v1.json</c>: made from the same shapes that read the requests.
/// </summary>
internal static class ControlPlaneDocument
{
    public const string Name = "v1";

    private const string AccessToken = "access-token";

    internal static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = static endpoint => endpoint.GroupName == Name;
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            Introduce(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<BodyShape>().LastOrDefault() is { } body) operation.RequestBody = BodyOf(body);
            if (metadata.OfType<QueryShape>().LastOrDefault() is { } query) operation.Parameters = [.. query.Fields.Select(ParameterOf)];
            if (!metadata.OfType<IAllowAnonymous>().Any())
                operation.Security = [new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(AccessToken, context.Document)] = [],
                }];
            return Task.CompletedTask;
        });
    }

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "JusInfer control plane",
            Version = Name,
            Description = "Keys, team and usage. Money is in US dollars, times are RFC 3339 in UTC. Refusals are problem details (RFC "
                + "9457) with a stable code and, for bad input, errors that name every fault at once.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [AccessToken] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "From POST /v1/auth/login; good for 15 minutes.",
            },
        };
    }

    private static OpenApiRequestBody BodyOf(BodyShape shape) => new()
    {
        Required = shape.Fields.Any(static field => field.Required),
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [Described.Json] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = shape.Fields.ToDictionary(static field => field.Name, SchemaOf, StringComparer.Ordinal),
                    Required = shape.Fields.Where(static field => field.Required).Select(static field => field.Name)
                        .ToHashSet(StringComparer.Ordinal),
                    AdditionalPropertiesAllowed = false,
                },
            },
        },
    };

    private static IOpenApiParameter ParameterOf(Field field) => new OpenApiParameter
    {
        Name = field.Name,
        In = ParameterLocation.Query,
        Description = field.Description,
        Schema = SchemaOf(field),
    };

    private static IOpenApiSchema SchemaOf(Field field) => new OpenApiSchema
    {
        Description = field.Description,
        Type = field.Kind switch
        {
            FieldKind.Whole => JsonSchemaType.Integer,
            FieldKind.Money => JsonSchemaType.Number,
            FieldKind.Flag => JsonSchemaType.Boolean,
            FieldKind.Texts => JsonSchemaType.Array,
            _ => JsonSchemaType.String,
        },
        Format = field.Kind switch
        {
            FieldKind.Secret => "password",
            FieldKind.Time => "date-time",
            _ => null,
        },
        Items = field.Kind is FieldKind.Texts ? new OpenApiSchema { Type = JsonSchemaType.String } : null,
    };
}

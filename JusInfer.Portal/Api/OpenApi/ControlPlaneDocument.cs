using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JusInfer.Portal.Api.OpenApi;

/// <summary>
/// The control plane's OpenAPI description, at <c>/openapi/v1.json</c>. Schemas, constraints and descriptions come from the request and
/// view types: their JSON form, their validation attributes and their documentation comments.
/// </summary>
internal static class ControlPlaneDocument
{
    public const string Name = "v1";

    private const string AccessToken = "access-token";
    private const string UsageKey = "usage-key";
    private const string CallKey = "call-key";

    internal static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = static endpoint => endpoint.GroupName == Name;
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            DescribeDocument(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static async (operation, context, cancellationToken) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<RequestTypeMetadata>().LastOrDefault() is { } request)
                RequestSchema.AddTo(operation, request, await context.GetOrCreateSchemaAsync(request.Type, null, cancellationToken));
            if (metadata.OfType<OtherFields>().LastOrDefault() is { } others) RequestSchema.AddTo(operation, others);
            if (!metadata.OfType<IAllowAnonymous>().Any())
                operation.Security = [Requirement(AccessToken), .. metadata.OfType<AllowsKeys>().Select(keys => Requirement(keys.Scope is KeyScope.UsageRead ? UsageKey : CallKey))];

            OpenApiSecurityRequirement Requirement(string scheme) => new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };
        });
        options.AddSchemaTransformer(RequestSchema.DescribeFieldAsync);
        options.AddSchemaTransformer(UsageSchema.DescribeRowsAsync);
        options.AddSchemaTransformer(KeySchema.DescribeTermsAsync);

        // The types of fields have no schemas of their own: each property describes its field.
        options.CreateSchemaReferenceId = static type =>
            FieldType.Find(type.Type) is null ? OpenApiOptions.CreateDefaultSchemaReferenceId(type) : null;
    }

    private static void DescribeDocument(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "JusInfer control plane",
            Version = Name,
            Description = "Keys, team, budgets, wallet and usage. Amounts are in US dollars, times are RFC 3339 in UTC. Errors are problem details (RFC 9457) "
                + "with a stable code; for invalid input, errors lists every error by field.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [AccessToken] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "From POST /v1/auth/login; valid for 15 minutes.",
            },
            [UsageKey] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key with the scope usage:read.",
            },
            [CallKey] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key that calls models.",
            },
        };
    }
}

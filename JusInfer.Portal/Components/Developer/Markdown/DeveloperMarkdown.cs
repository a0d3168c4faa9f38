using System.Security.Claims;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Reports.Limits;
using JusInfer.Portal.Reports.Runs;
using JusInfer.Portal.Reports.Usage;
using Microsoft.AspNetCore.Authentication;

namespace JusInfer.Portal.Components.Developer.Markdown;

/// <summary>
/// Tabs of the developer area as Markdown, for agents. They only read, take the session cookie, an access token or a key with the scope <c>usage:read</c>, and are bounded in size.
/// </summary>
internal static class DeveloperMarkdown
{
    private const string ContentType = "text/markdown; charset=utf-8";

    /// <summary>Reads what the signed-in member may see and writes it as Markdown.</summary>
    private delegate Task<string> Page(SignedIn me, HttpContext context);

    public static IEndpointRouteBuilder MapDeveloperMarkdown(this IEndpointRouteBuilder endpoints)
    {
        var developer = endpoints.MapGroup("/developer")
            .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Schemes.PagesAndPrograms).RequireAuthenticatedUser())
            .WithMetadata(AllowsKeys.ToRead)
            .ExcludeFromDescription();
        Map(developer, "/usage.md", static (me, context) => Get<UsageMarkdown>(context).WriteAsync(me, context.Request.Query, context.RequestAborted));
        Map(developer, "/keys.md", static (me, context) => Get<KeysMarkdown>(context).WriteAsync(me, context.RequestAborted));
        Map(developer, "/runs.md", static (me, context) => Get<RunsMarkdown>(context).WriteAsync(me, context.Request.Query, context.RequestAborted));
        Map(developer, "/limits.md", static (me, context) => Get<LimitsMarkdown>(context).WriteAsync(me, context.Request.Query, context.RequestAborted));
        return endpoints;
    }

    public static IServiceCollection AddDeveloperMarkdown(this IServiceCollection services) => services
        .AddScoped<UsageMarkdown>()
        .AddScoped<KeyList>()
        .AddScoped<KeysMarkdown>()
        .AddScoped<RunsMarkdown>()
        .AddScoped<LimitsMarkdown>();

    private static void Map(RouteGroupBuilder developer, string path, Page page) => developer.MapGet(path, async (ClaimsPrincipal principal, SignedInResolver resolver, HttpContext context) =>
    {
        var who = context.Features.Get<SignedIn>() ?? await resolver.ResolveAsync(principal, context.RequestAborted);
        if (who is null)
        {
            await context.ChallengeAsync(Schemes.PagesAndPrograms);
            return Results.Empty;
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(await page(who, context), ContentType);
    });

    private static T Get<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}

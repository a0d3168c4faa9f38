using System.Security.Claims;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Reports.Csv;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Api;

/// <summary>The download of the audit page. A browser requests it, so it takes the session cookie and not an access token.</summary>
internal static class AuditDownloadApi
{
    public const string Path = "/developer/audit.csv";

    internal static void MapAuditDownload(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, DownloadAsync)
        .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Schemes.Pages).RequireAuthenticatedUser())
        .ExcludeFromDescription();

    private static async Task<Results<PushStreamHttpResult, ForbidHttpResult, ProblemHttpResult>> DownloadAsync(
        ClaimsPrincipal principal, HttpResponse response, QueryParameters<AuditQuery> query, SignedInResolver resolver, ExportLimiter exports, IAuditStore audit,
        CancellationToken cancellationToken)
    {
        if (await resolver.ResolveAsync(principal, cancellationToken) is not { } me || !me.Member.Role.Manages()) return TypedResults.Forbid();
        var filter = AuditApi.FilterOf(me.Team.Id, query.Input);
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
        if (exports.Start(me.UserId, response) is { } error) return Problems.From(error);
        response.Headers[HeaderNames.CacheControl] = "no-store";
        return TypedResults.Stream(stream => AuditCsv.WriteAsync(stream, audit, filter, cancellationToken), UsageCsv.ContentType, AuditCsv.FileName);
    }
}

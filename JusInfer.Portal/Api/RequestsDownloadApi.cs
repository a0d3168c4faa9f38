using System.Security.Claims;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Reports.Csv;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Api;

/// <summary>The download of the Requests tab. A browser requests it, so it takes the session cookie and not an access token.</summary>
internal static class RequestsDownloadApi
{
    public const string Path = "/developer/requests.csv";
    private const string FileName = "jusinfer-requests.csv";

    internal static void MapRequestsDownload(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, DownloadAsync)
        .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Schemes.Pages).RequireAuthenticatedUser())
        .WithMetadata(UsageFields.OfLists(endpoints.ServiceProvider.GetRequiredService<UsageDimensions>()))
        .ExcludeFromDescription();

    private static async Task<Results<PushStreamHttpResult, ForbidHttpResult, ProblemHttpResult>> DownloadAsync(
        ClaimsPrincipal principal, HttpResponse response, QueryParameters<RequestsDownloadQuery> query, SignedInResolver resolver,
        UsageDimensions dimensions, ExportLimiter exports, CallLog calls, CancellationToken cancellationToken)
    {
        if (await resolver.ResolveAsync(principal, cancellationToken) is not { } me) return TypedResults.Forbid();
        var filter = UsageApi.FilterOf(me, query.Input, dimensions);
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
        if (exports.Start(me.UserId, response) is { } error) return Problems.From(error);
        response.Headers[HeaderNames.CacheControl] = "no-store";
        return TypedResults.Stream(
            stream => new UsageExport(calls).WriteAsync(stream, ExportFormat.Csv, filter, query.Input.Request.Kind ?? CallKinds.All,
                cancellationToken), UsageCsv.ContentType, FileName);
    }
}

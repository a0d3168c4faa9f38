using System.Globalization;
using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Csv;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/audit</c>: who changed what in the caller's team, and who signed in.</summary>
internal static class AuditApi
{
    private static readonly ProblemHttpResult NotAllowed =
        Problems.From(new RequestError.Forbidden("Only owners and admins of the team read its audit log."));

    internal static void MapAudit(this RouteGroupBuilder api)
    {
        api.MapGroup("/audit").WithTags("Team").MapGet("", ListAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("List the audit log")
            .WithDescription("Changes and sign-ins, newest first. Entries are only added, and each contains the hash of the one before. Owners and admins read it.");
        api.MapGroup("/audit.csv").WithTags("Team").MapGet("", Export)
            .Produces<string>(contentType: UsageCsv.ContentType)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Export the audit log as CSV")
            .WithDescription("All entries that match the filters, newest first (RFC 4180).");
    }

    private static async Task<Results<Ok<AuditPageView>, ProblemHttpResult>> ListAsync(
        SignedIn me, QueryParameters<AuditPageQuery> query, IAuditStore audit, CancellationToken cancellationToken)
    {
        if (!me.Member.Role.Manages()) return NotAllowed;
        var limit = query.Input.Request.Limit ?? AuditPageQuery.DefaultLimit;
        var filter = FilterOf(me.Team.Id, query.Input) with { Limit = limit + 1, After = AfterOf(query.Input) };
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));

        var found = await audit.ListAsync(filter, cancellationToken);
        var head = await audit.FindHeadAsync(me.Team.Id, cancellationToken);
        var page = found.Take(limit).Select(AuditEntryView.From).ToArray();
        return TypedResults.Ok(new AuditPageView(page, found.Length > limit ? page[^1].Id : null, head is null ? null : AuditHeadView.From(head)));
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> Export(
        HttpResponse response, SignedIn me, QueryParameters<AuditQuery> query, ExportLimiter exports, IAuditStore audit, CancellationToken cancellationToken)
    {
        if (!me.Member.Role.Manages()) return NotAllowed;
        var filter = FilterOf(me.Team.Id, query.Input);
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
        if (exports.Start(me.UserId, response) is { } error) return Problems.From(error);
        return TypedResults.Stream(stream => AuditCsv.WriteAsync(stream, audit, filter, cancellationToken), UsageCsv.ContentType, AuditCsv.FileName);
    }

    internal static AuditFilter FilterOf<T>(TeamId team, Input<T> query)
        where T : AuditQuery
    {
        var request = query.Request;
        UserId? user = UserId.TryParse(request.Actor, out var parsed) ? parsed : null;
        return new AuditFilter
        {
            Team = team,
            Limit = AuditCsv.PageSize,
            Actor = user,
            ActorEmail = user is null ? request.Actor : null,
            Action = request.Action,
            From = request.From,
            To = request.To,
        };
    }

    private static long? AfterOf(Input<AuditPageQuery> query)
    {
        if (query.Request.After is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        query.AddError(nameof(AuditPageQuery.After), "{0} must be the value of next in the previous page.");
        return null;
    }
}

/// <summary>The filters of the audit log.</summary>
internal record AuditQuery
{
    /// <summary>Only entries of this account: its id or its e-mail address.</summary>
    [ShortText(256)]
    public string? Actor { get; init; }

    /// <summary>Only this action, for example key.revoked, or all that begin with key. including the dot.</summary>
    [ShortText(64)]
    public string? Action { get; init; }

    /// <summary>Only entries from this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only entries before this time.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>The query string of a page of the audit log.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record AuditPageQuery : AuditQuery
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>The number of entries, 1 to 500; 50 if absent.</summary>
    [WholeNumber(1, MaxLimit)]
    public int? Limit { get; init; }

    /// <summary>The value of next in the previous page.</summary>
    [ShortText(20)]
    public string? After { get; init; }
}

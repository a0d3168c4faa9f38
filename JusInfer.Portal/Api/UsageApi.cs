using System.Globalization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Csv;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/usage</c>: usage and cost of the caller's team, summed up and call by call.</summary>
internal static class UsageApi
{
    /// <summary>No call is older.</summary>
    private static readonly DateTimeOffset FirstCall = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static void MapUsage(this RouteGroupBuilder api)
    {
        var usage = api.MapGroup("/usage").WithTags("Usage");
        var dimensions = ((IEndpointRouteBuilder)api).ServiceProvider.GetRequiredService<UsageDimensions>();
        var filters = UsageFields.OfLists(dimensions);
        usage.MapGet("", SumAsync)
            .AllowKeys()
            .WithMetadata(UsageFields.Of(dimensions))
            .WithSummary("Summarize usage")
            .WithDescription("Sorted by cost, the largest first, or by time where that is the first group. The range is extended to whole "
                + "hours; by user, session, repository and label, and of one repository or label, to whole days: from and to of the "
                + "answer are what was summed. A run counts on the day on which it started. The 2,000 most expensive groups (200 sessions) "
                + "are listed; a last row with rest: true sums the others, the calls that name no session, repository or label, and those "
                + "whose names were removed by age. Every filter combines with every other: where no sums have them, source is calls, "
                + "and the calls of at most 31 days are summed.");
        usage.MapGet("/requests", ListAsync)
            .AllowKeys()
            .WithMetadata(filters)
            .WithSummary("List calls")
            .WithDescription("Newest first. A call is listed within two seconds after it ended. A page compares at most 20,000 calls with "
                + "the filters: it can have fewer calls than its limit although next is not null, and scanned_to is then the last call "
                + "compared. With order=settled, in the order in which they were settled: a call that ended or was stored late comes after "
                + "those already listed, and next is never null.");
        usage.MapGet("/requests/{id}", FindAsync)
            .AllowKeys()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Get a call's receipt")
            .WithDescription("One call with everything needed to recompute its cost.");
        usage.MapGet("/export", Export)
            .AllowKeys()
            .WithMetadata(filters)
            .Produces<string>(StatusCodes.Status200OK, UsageCsv.ContentType, UsageExport.JsonLinesType)
            .WithSummary("Export calls")
            .WithDescription("All calls that match the filters, newest first, as CSV (RFC 4180) or as one JSON object per line. To continue an "
                + "interrupted export, send the id of the last call that was received as after; CSV has no header then. With "
                + "order=settled, the oldest settlement first, each call has a cursor: sent as after, it also continues a complete export "
                + "with the calls since.");
        usage.MapGet("/export.csv", ExportCsv)
            .AllowKeys()
            .WithMetadata(filters)
            .Produces<string>(contentType: UsageCsv.ContentType)
            .WithSummary("Export calls as CSV")
            .WithDescription("The same as /v1/usage/export?format=csv.");
    }

    private static async Task<Results<Ok<UsageView>, ProblemHttpResult>> SumAsync(
        SignedIn me, QueryParameters<UsageSumsQuery> query, UsageReader reader, UsageDimensions dimensions, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var filter = UsageFields.Read(query.Input, dimensions, time.GetUtcNow());
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
        return TypedResults.Ok(UsageView.Create(await reader.ReadAsync(me.Team.Id, filter, cancellationToken)));
    }

    private static async Task<Results<Ok<RequestPageView>, ProblemHttpResult>> ListAsync(
        HttpRequest request, SignedIn me, QueryParameters<RequestPageQuery> query, IUsageQueries usage, UsageDimensions dimensions,
        CancellationToken cancellationToken)
    {
        var limit = query.Input.Request.Limit ?? RequestPageQuery.DefaultLimit;
        var filter = FilterOf(me, query.Input, dimensions) with { Limit = limit };
        if (query.Input.Request.Order == CallOrder.Settled)
        {
            var position = CallCursors.ReadSettled(query.Input, me.Team.Id, request.Query);
            if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
            var settled = await usage.ListSettledAsync(filter, position ?? SettledPosition.Start, cancellationToken);
            return TypedResults.Ok(new RequestPageView(
                [.. settled.Records.Select(call => RequestView.From(call, filter.ProviderErrors))], settled.Next.ToCursor(me.Team.Id),
                    settled.ScannedTo?.ToString()));
        }

        filter = filter with { After = CallCursors.ReadStarted(query.Input) };
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));

        var page = await usage.ListRequestsAsync(filter, cancellationToken);
        return TypedResults.Ok(new RequestPageView(
            [.. page.Records.Select(call => RequestView.From(call, filter.ProviderErrors))], page.Next?.ToString(),
                page.ScannedTo?.ToString()));
    }

    private static async Task<Results<Ok<ReceiptView>, ProblemHttpResult>> FindAsync(
        string id, SignedIn me, IUsageQueries usage, IFeedbackStore feedback, CancellationToken cancellationToken)
    {
        var call = RequestId.TryParse(id, out var request) ? await usage.FindRequestAsync(me.Team.Id, request, cancellationToken) : null;
        if (call is null) return Problems.NotFound("There is no such call.");
        var reports = await feedback.ListAsync(me.Team.Id, FeedbackSubject.Request, call.Id.ToString(), cancellationToken);
        return TypedResults.Ok(ReceiptView.From(call, ProviderErrorAccess.Of(me.Member, me.IsOperator), reports));
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> Export(
        HttpResponse response, SignedIn me, QueryParameters<UsageExportQuery> query, UsageDimensions dimensions, ExportLimiter exports,
        CallLog calls, IUsageQueries usage, CancellationToken cancellationToken)
    {
        var format = query.Input.Request.Format ?? ExportFormat.Csv;
        var filter = FilterOf(me, query.Input, dimensions);
        if (query.Input.Request.Order == CallOrder.Settled)
        {
            var after = CallCursors.ReadSettled(query.Input, me.Team.Id, response.HttpContext.Request.Query);
            return Stream(response, me, query.Input.Errors, format, exports, stream =>
                new SettledExport(usage).WriteAsync(stream, format, filter, after, cancellationToken));
        }

        filter = filter with { After = CallCursors.ReadStarted(query.Input) };
        return Stream(response, me, query.Input.Errors, format, exports, stream =>
            new UsageExport(calls).WriteAsync(stream, format, filter, CallKinds.Sent, cancellationToken));
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> ExportCsv(
        HttpResponse response, SignedIn me, QueryParameters<RequestExportQuery> query, UsageDimensions dimensions, ExportLimiter exports,
        CallLog calls, CancellationToken cancellationToken)
    {
        var filter = FilterOf(me, query.Input, dimensions);
        return Stream(response, me, query.Input.Errors, ExportFormat.Csv, exports, stream =>
            new UsageExport(calls).WriteAsync(stream, ExportFormat.Csv, filter, CallKinds.Sent, cancellationToken));
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> Stream(
        HttpResponse response, SignedIn me, ValidationErrors errors, ExportFormat format, ExportLimiter exports, Func<Stream, Task> write)
    {
        if (errors.Any) return Problems.From(new RequestError.Invalid(errors));
        if (exports.Start(me.UserId, response) is { } error) return Problems.From(error);
        return TypedResults.Stream(
            write,
            format == ExportFormat.Csv ? UsageCsv.ContentType : UsageExport.JsonLinesType,
            fileDownloadName: $"jusinfer-usage.{EnumFormat.Format(format)}");
    }

    internal static UsageWindow WindowOf<T>(TeamId team, Input<T> query, DateTimeOffset now)
        where T : class, IUsageWindowQuery
    {
        var month = UsageWindow.MonthOf(team, now);
        var (from, to) = (query.Request.From, query.Request.To);
        if (from is null && to is null) return month;
        if (from >= (to ?? month.To)) query.AddError(nameof(IUsageWindowQuery.From), "{0} must be earlier than to.");

        // There are no calls outside, and some breakdowns read the calls of each day of the window.
        var end = to is null || to > month.To ? month.To : to < FirstCall ? FirstCall.AddDays(1) : to.Value;
        var start = from ?? UsageWindow.MonthOf(team, end.AddTicks(-1)).From;
        return new UsageWindow(team, start < FirstCall ? FirstCall : start, end);
    }

    internal static RequestFilter FilterOf<T>(SignedIn me, Input<T> query, UsageDimensions dimensions)
        where T : RequestExportQuery => new()
        {
            Team = me.Team.Id,
            ProviderErrors = ProviderErrorAccess.Of(me.Member, me.IsOperator),
            From = query.Request.From,
            To = query.Request.To,
            Selection = UsageFields.Select(query, dimensions),
            Recovery = query.Request.Recovery,
            CostAbove = query.Request.CostAbove is { } usd && !query.Errors.Any ? NanoUsd.FromUsd(usd) : null,
            LatencyAboveMs = query.Request.LatencyAbove,
            Code = query.Request.Code,
            Search = CallSearch.Parse(query.Request.Q),
            Errors = query.Request.Status switch { "ok" => false, "error" => true, _ => null },
            Status = StatusOf(query),
        };

    private static int? StatusOf<T>(Input<T> query)
        where T : RequestExportQuery
    {
        if (query.Request.Status is not { } text || text is "ok" or "error") return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599) return status;
        query.AddError(nameof(RequestExportQuery.Status), "{0} must be ok, error or an HTTP status from 100 to 599.");
        return null;
    }
}

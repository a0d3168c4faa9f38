using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Api.Views;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/usage</c>: what the caller's team used and spent, in sums and call by call.</summary>
internal static class UsageApi
{
    private const int MaxPageSize = 500;
    private const int DefaultPage = 50;

    private static readonly Field From = new("from", FieldKind.Time, "Only calls from this time on.");
    private static readonly Field To = new("to", FieldKind.Time, "Only calls before this time.");

    private static readonly Field[] Filters =
    [
        From,
        To,
        new("key", FieldKind.Text, "Only calls with this key: its id."),
        new("member", FieldKind.Text, "Only calls of this member: their id."),
        new("model", FieldKind.Text, "Only calls that this model answered: its catalog id."),
        new("status", FieldKind.Text, "ok, error, or an HTTP status."),
    ];

    private static readonly QueryShape SumsShape = new(
        From with { Description = "The first hour to sum up; without from and to it is the current month (UTC)." },
        To with { Description = "The hour to stop before." },
        new Field("group_by", FieldKind.Text, $"One or more of {Words.List<UsageGroup>()}, with commas between; day where absent."));

    private static readonly QueryShape PageShape = new(
    [
        new Field("limit", FieldKind.Whole, $"How many, 1 to {MaxPageSize}; {DefaultPage} where absent."),
        new Field("after", FieldKind.Text, "The next of the page before."),
        .. Filters,
    ]);

    private static readonly QueryShape ExportShape = new(Filters);

    internal static void MapUsage(this RouteGroupBuilder api)
    {
        var usage = api.MapGroup("/usage").WithTags("Usage");
        usage.MapGet("", SumAsync).Takes(SumsShape).Gives<UsageView>()
            .Saying("Sum up usage", "Largest cost first; in order of days where the first group is day. Whole hours.");
        usage.MapGet("/requests", ListAsync).Takes(PageShape).Gives<PageView<RequestView>>()
            .Saying("List calls", "Newest first. A call is here within two seconds of its end.");
        usage.MapGet("/requests/{id}", FindAsync).Gives<ReceiptView>().MayMiss()
            .Saying("A call's receipt", "One call with all that its cost can be recomputed from.");
        usage.MapGet("/export.csv", Export).Takes(ExportShape).Produces<string>(contentType: UsageCsv.ContentType)
            .Saying("Export calls", "Every call that the filters let through, newest first, as CSV (RFC 4180).");
    }

    private static async Task<IResult> SumAsync(
        SignedIn me, Query query, IUsageQueries usage, TimeProvider time, CancellationToken cancellationToken)
    {
        var window = WindowOf(me.Tenant.Id, query, time.GetUtcNow());
        var groups = GroupsOf(query);
        if (query.Faults.Any) return Problems.Invalid(query.Faults);

        var rows = await usage.BreakDownAsync(window, groups, cancellationToken);
        var total = rows.Aggregate(new UsageSums(), static (sums, row) => sums + row.Sums);
        var views = rows.Select(row => SumsView.Of(row, groups));
        return Results.Ok(new UsageView(window.From.UtcDateTime, window.To.UtcDateTime, [.. views], SumsView.Of(total)));
    }

    private static async Task<IResult> ListAsync(SignedIn me, Query query, IUsageQueries usage, CancellationToken cancellationToken)
    {
        var limit = query.Whole("limit", 1, MaxPageSize) ?? DefaultPage;
        var filter = FilterOf(me.Tenant.Id, query) with { After = query.Id<RequestKind>("after"), Limit = limit + 1 };
        if (query.Faults.Any) return Problems.Invalid(query.Faults);

        var calls = await usage.ListRequestsAsync(filter, cancellationToken);
        var page = calls.Take(limit).Select(RequestView.Of).ToList();
        return Results.Ok(new PageView<RequestView>(page, calls.Length > limit ? page[^1].Id : null));
    }

    private static async Task<IResult> FindAsync(string id, SignedIn me, IUsageQueries usage, CancellationToken cancellationToken)
    {
        var call = RequestId.TryParse(id, out var request) ? await usage.FindRequestAsync(me.Tenant.Id, request, cancellationToken) : null;
        return call is null ? Problems.Missing("There is no such call.") : Results.Ok(ReceiptView.Of(call));
    }

    private static IResult Export(SignedIn me, Query query, IUsageQueries usage)
    {
        var filter = FilterOf(me.Tenant.Id, query) with { Limit = MaxPageSize };
        return query.Faults.Any ? Problems.Invalid(query.Faults) : new UsageCsv(usage, filter);
    }

    private static UsageWindow WindowOf(TenantId tenant, Query query, DateTimeOffset now)
    {
        var month = UsageWindow.MonthOf(tenant, now);
        var (from, to) = (query.Time("from"), query.Time("to"));
        if (from is null && to is null) return month;
        var window = new UsageWindow(tenant, from ?? UsageWindow.MonthOf(tenant, to!.Value.AddTicks(-1)).From, to ?? month.To);
        if (window.From >= window.To) query.Faults.Add("from", "from must lie before to.");
        return window;
    }

    private static ImmutableArray<UsageGroup> GroupsOf(Query query)
    {
        var words = (query.Text("group_by") ?? "day").Split(',', StringSplitOptions.TrimEntries);
        var groups = words.Select(Words.Parse<UsageGroup>).ToImmutableArray();
        if (groups.Contains(null))
            query.Faults.Add("group_by", $"group_by must be one or more of {Words.List<UsageGroup>()}, with commas between.");
        if (groups.Distinct().Count() < groups.Length) query.Faults.Add("group_by", "group_by names a group twice.");
        return [.. groups.OfType<UsageGroup>()];
    }

    private static RequestFilter FilterOf(TenantId tenant, Query query)
    {
        var status = query.Text("status");
        return new RequestFilter
        {
            Tenant = tenant,
            From = query.Time("from"),
            To = query.Time("to"),
            Key = query.Id<KeyKind>("key"),
            Member = query.Id<MemberKind>("member"),
            Model = query.Text("model"),
            Errors = status switch { "ok" => false, "error" => true, _ => null },
            Status = status is null or "ok" or "error" ? null : query.Whole("status", 100, 599),
        };
    }
}

using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>The filters of the Requests tab. Invalid values are ignored, so that an old bookmark still opens.</summary>
internal sealed record RequestsQuery
{
    /// <summary>All days that can be chosen: a page of a long period is read as fast as one of a short period.</summary>
    public const int MaxDays = 36_525;

    private const int MaxTextLength = 200;

    /// <summary>US dollars.</summary>
    private const decimal MaxCost = 1_000_000;

    /// <summary>The values of <c>recovery</c> in the query string.</summary>
    public static readonly (string Name, CallRecovery Value, string Label)[] Recoveries =
        [("retried", CallRecovery.Retried, "Retried"), ("resumed", CallRecovery.Resumed, "Resumed")];

    /// <summary>The UTC days; null for all.</summary>
    public DayRange? Days { get; private init; }

    public KeyId? Key { get; private init; }

    public MemberId? Member { get; private init; }

    public string? Model { get; private init; }

    /// <summary>The provider that answered.</summary>
    public string? Provider { get; private init; }

    public string? User { get; private init; }

    public string? Session { get; private init; }

    public string? Repository { get; private init; }

    public string? Label { get; private init; }

    /// <summary>True: only failed requests; false: only successful ones; null: both.</summary>
    public bool? Errors { get; private init; }

    public int? Status { get; private init; }

    public CallRecovery? Recovery { get; private init; }

    /// <summary>Only requests that cost more than this.</summary>
    public NanoUsd? CostAbove { get; private init; }

    public RequestId? After { get; private init; }

    public bool IsFiltered => this with { After = null } != new RequestsQuery();

    public static RequestsQuery Parse(RequestsQueryString query) => new()
    {
        Days = DayRangeReader.Read(query.From, query.To, MaxDays).Range,
        Key = KeyId.TryParse(query.Key, out var key) ? key : null,
        Member = MemberId.TryParse(query.Member, out var member) ? member : null,
        Model = Text(query.Model),
        Provider = Text(query.Provider),
        User = Text(query.User),
        Session = Text(query.Session),
        Repository = Text(query.Repository),
        Label = Text(query.Label),
        Errors = query.Status switch { "error" => true, "ok" => false, _ => null },
        Status = int.TryParse(query.Status, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599 ? status : null,
        Recovery = Array.Find(Recoveries, recovery => recovery.Name == query.Recovery) is { Name: not null } found ? found.Value : null,
        CostAbove = ParseCost(query.CostAbove),
        After = RequestId.TryParse(query.After, out var after) ? after : null,
    };

    public RequestFilter FilterOf(TeamId team, int limit) => new()
    {
        Team = team,
        From = Days is { } first ? Midnight(first.From) : null,
        To = Days is { } last ? Midnight(last.To.AddDays(1)) : null,
        Key = Key,
        Member = Member,
        Model = Model,
        Provider = Provider,
        User = User,
        RunId = Session,
        Repository = Repository,
        Label = Label,
        Errors = Errors,
        Status = Status,
        Recovery = Recovery,
        CostAbove = CostAbove,
        After = After,
        Limit = limit,
    };

    /// <returns>Null if the text is not an amount in US dollars.</returns>
    public static NanoUsd? ParseCost(string? text) =>
        NumberParser.ParseUsd(text, "cost_above", new ValidationErrors()) is { } usd and >= 0 and <= MaxCost ? NanoUsd.FromUsd(usd) : null;

    private static string? Text(string? value) => QueryText.Of(value, MaxTextLength);

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}

/// <summary>The parameters of the page's query string, not yet validated.</summary>
internal sealed record RequestsQueryString
{
    public string? From { get; init; }

    public string? To { get; init; }

    public string? Status { get; init; }

    public string? Key { get; init; }

    public string? Member { get; init; }

    public string? Model { get; init; }

    public string? Provider { get; init; }

    public string? Session { get; init; }

    public string? User { get; init; }

    public string? Repository { get; init; }

    public string? Label { get; init; }

    public string? Recovery { get; init; }

    public string? CostAbove { get; init; }

    public string? After { get; init; }
}

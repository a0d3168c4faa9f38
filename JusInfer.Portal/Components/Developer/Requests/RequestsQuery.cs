using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>The filters of the Requests tab. Invalid values are ignored, so that an old bookmark still opens.</summary>
internal sealed record RequestsQuery
{
    private const int MaxTextLength = 200;

    /// <summary>US dollars.</summary>
    private const decimal MaxCost = 1_000_000;

    /// <summary>The values of <c>recovery</c> in the query string.</summary>
    public static readonly (string Name, CallRecovery Value, string Label)[] Recoveries =
        [("retried", CallRecovery.Retried, "Retried"), ("resumed", CallRecovery.Resumed, "Resumed")];

    public KeyId? Key { get; private init; }

    public string? Model { get; private init; }

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
        Key = KeyId.TryParse(query.Key, out var key) ? key : null,
        Model = Text(query.Model),
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

    public RequestFilter FilterOf(TenantId tenant, int limit) => new()
    {
        Tenant = tenant,
        Key = Key,
        Model = Model,
        User = User,
        Session = Session,
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

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) || value.Length > MaxTextLength || value.Any(char.IsControl) ? null : value;
}

/// <summary>The parameters of the page's query string, not yet validated.</summary>
internal sealed record RequestsQueryString(
    string? Status, string? Key, string? Model, string? Session, string? User, string? Repository, string? Label, string? Recovery, string? CostAbove, string? After);

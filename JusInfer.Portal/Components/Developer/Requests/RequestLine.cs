using System.Collections.Immutable;
using JusInfer.Portal.Components.Developer.Filters;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>A line of the list of requests, formatted. A call that was rejected has neither an answer nor a cost.</summary>
internal sealed record RequestLine
{
    /// <summary>The columns that a person can hide or show, in their order. The time, the status and the model are always there.</summary>
    public static readonly ImmutableArray<TableColumn> Columns =
    [
        new("key", "Key"), new("session", "Run"), new("provider", "Provider"), new("member", "Member"), new("client", "Client"),
            new("repository", "Repository"),
        new("finish", "Finish reason"), new("in", "In"), new("cached", "Cached"), new("out", "Out"), new("cost", "Cost"),
            new("first-token", "First token"), new("total", "Total"),
    ];

    /// <summary>The columns that are not there at first.</summary>
    public static readonly ImmutableHashSet<string> OnDemand = ["provider", "member", "client", "repository", "finish"];

    public required RequestId Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required int Status { get; init; }

    /// <summary>The error code, after the status of a rejected call.</summary>
    public string? Code { get; init; }

    /// <summary>What the whole row says, as its tooltip; null if the cells say it.</summary>
    public string? Title { get; init; }

    public string Model { get; init; } = "";

    /// <summary>The start of the model's id up to its slash, which the list has no room for; empty if it has none.</summary>
    public string Vendor => Model[..(Model.IndexOf('/') + 1)];

    /// <summary>Automatic routing chose the model.</summary>
    public bool IsAuto { get; init; }

    public bool IsSimulated { get; init; }

    /// <summary>The run, for a link.</summary>
    public string? RunId { get; init; }

    /// <summary>The text of the other columns, by name.</summary>
    public required IReadOnlyDictionary<string, string> Cells { get; init; }

    /// <summary>The call ended while the page was open.</summary>
    public bool IsNew { get; init; }

    public bool IsRejected { get; init; }

    public bool IsError => Status >= 400;

    /// <summary>The style of a column: what a phone and a small window leave out, and how it is aligned.</summary>
    public static string ClassOf(string column) => column switch
    {
        "cost" => "right",
        "in" or "out" or "total" => "right wide",
        "cached" or "first-token" => "right xwide wide",
        "key" => "fills wide",
        _ => "fills xwide wide",
    };

    public static RequestLine From(ListedCall call, Func<string, string> nameOf, bool isAuto, bool showsError, int places) =>
        call.Sent is { } sent ? From(sent, nameOf, isAuto, showsError, places) : From(call.Rejected!, nameOf);

    private static RequestLine From(UsageRecord call, Func<string, string> nameOf, bool isAuto, bool showsError, int places)
    {
        string?[] notes =
        [
            ErrorSentences.Describe(call),
            showsError ? call.ProviderError : null,
            call.Attempts > 1 ? $"{call.Attempts} attempts" : null,
            call.Resumed ? "resumed" : null,
            call.User is null ? null : $"user {call.User}", call.Label is null ? null : $"label {call.Label}",
        ];
        return new RequestLine
        {
            Id = call.Id,
            At = call.At,
            Status = call.Status,
            Title = string.Join(" · ", notes.OfType<string>()) is { Length: > 0 } title ? title : null,
            Model = call.ModelServed ?? call.ModelRequested,
            IsAuto = isAuto,
            IsSimulated = call.Simulated,
            RunId = call.RunId,
            Cells = CellsOf(
                ("key", nameOf(call.KeyId.ToString())), ("session", call.RunId), ("provider", call.Provider),
                    ("member", nameOf(call.MemberId.ToString())), ("client", call.Client),
                ("repository", call.Repository), ("finish", call.FinishReason), ("in", NumberFormat.Tokens(call.Tokens.Input)),
                ("cached", call.Tokens.Input == 0 ? null : NumberFormat.Percent((double)call.Tokens.CacheRead / call.Tokens.Input)),
                ("out", NumberFormat.Tokens(call.Tokens.Output)), ("cost", NumberFormat.Money(call.Cost, places)),
                    ("first-token", call.TtftMs is { } wait ? NumberFormat.Duration(wait) : null),
                ("total", NumberFormat.Duration(call.DurationMs))),
        };
    }

    private static RequestLine From(Rejection call, Func<string, string> nameOf)
    {
        var repeated = call.Repeated > 0 ? $" And {NumberFormat.Count(call.Repeated)} more in an earlier minute, not listed." : "";
        return new RequestLine
        {
            Id = call.Id,
            At = call.At,
            Status = call.Status,
            Code = call.Code,
            IsRejected = true,
            Title = $"Rejected: {call.Message}{repeated}",
            Cells = CellsOf(
                ("key", nameOf(call.KeyId.ToString())), ("member", call.MemberId is { } member ? nameOf(member.ToString()) : null)),
        };
    }

    private static Dictionary<string, string> CellsOf(params (string Name, string? Text)[] cells) =>
        cells.Where(static cell => cell.Text is not null).ToDictionary(static cell => cell.Name, static cell => cell.Text!);
}

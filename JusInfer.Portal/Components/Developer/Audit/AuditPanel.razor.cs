using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Audit;

/// <summary>The team's audit log, newest first. The filters are in the address.</summary>
public sealed partial class AuditPanel
{
    private const int PageSize = 50;
    private const int MaxActionLength = 64;

    /// <summary>As long as anybody keeps a log.</summary>
    private const int MaxDays = 36_600;

    /// <summary>The days at first in the fields of the choice.</summary>
    private const int UsualDays = 30;

    /// <summary>The first day that can be chosen, and of a period that only has an end.</summary>
    private static readonly DateOnly FirstDay = new(2000, 1, 1);

    private ImmutableArray<AuditLine>? entries;
    private ImmutableArray<ComboOption> people = [];
    private AuditHead? head;
    private string? next;
    private (string?, string?, string?, string?, string?)? loaded;

    [SupplyParameterFromQuery]
    private string? Action { get; set; }

    /// <summary>The account's id.</summary>
    [SupplyParameterFromQuery]
    private string? Actor { get; set; }

    /// <summary>A date.</summary>
    [SupplyParameterFromQuery]
    private string? From { get; set; }

    /// <summary>A date, exclusive.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromQuery]
    private string? After { get; set; }

    [Inject]
    private IAuditStore Log { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    private string DownloadAddress => Navigation.GetUriWithQueryParameters(
        AuditDescriptions.DownloadPath, new Dictionary<string, object?> { ["action"] = ShownAction, ["actor"] = Actor, ["from"] = From, ["to"] = To });

    private string? ShownAction => QueryText.Of(Action, MaxActionLength);

    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    /// <summary>The days of the address, or those that are shown before any is chosen.</summary>
    private DayRange Days => (DayOf(From), DayOf(To)?.AddDays(-1)) switch
    {
        ({ } first, { } last) when first <= last => new DayRange(first, last),
        (null, { } last) when FirstDay <= last => new DayRange(FirstDay, last),
        ({ } first, null) when first <= Today => new DayRange(first, Today),
        _ => new DayRange(Today.AddDays(1 - UsualDays), Today),
    };

    private IReadOnlyList<(string Name, DayRange Days)> Presets =>
    [
        ("Today", new DayRange(Today, Today)), ("Yesterday", new DayRange(Today.AddDays(-1), Today.AddDays(-1))),
        ("7 days", new DayRange(Today.AddDays(-6), Today)), ("30 days", new DayRange(Today.AddDays(1 - UsualDays), Today)),
    ];

    private (string?, string?, string?, string?, string?) Requested => (Action, Actor, From, To, After);

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != Requested) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Member me)
    {
        if (!me.Role.Manages()) return;
        var requested = Requested;
        loaded = requested;
        var filter = new AuditFilter
        {
            Team = me.TeamId,
            Limit = PageSize + 1,
            Action = ShownAction,
            Actor = UserId.TryParse(Actor, out var actor) ? actor : null,
            From = StartOf(DayOf(From)),
            To = StartOf(DayOf(To)),
            After = long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : null,
        };
        var found = await Log.ListAsync(filter, Disposed);
        var (members, last) = (await Tenancy.ListMembersAsync(me.TeamId, Disposed), await Log.FindHeadAsync(me.TeamId, Disposed));
        if (requested != loaded) return; // The user has changed the filter meanwhile.
        next = found.Length > PageSize ? found[PageSize - 1].Entry.Number.ToString(CultureInfo.InvariantCulture) : null;
        (entries, head) = ([.. found.Take(PageSize)], last);
        people = [.. members.Select(static member => new ComboOption(member.UserId.ToString(), member.Email)).OrderBy(static person => person.Text, StringComparer.OrdinalIgnoreCase)];
    }

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= FirstDay ? day : null;

    private static DateTimeOffset? StartOf(DateOnly? day) => day is { } start ? new DateTimeOffset(start, TimeOnly.MinValue, TimeSpan.Zero) : null;

    private static string TextOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Select(params ReadOnlySpan<(string Name, string? Value)> filters)
    {
        Dictionary<string, object?> parameters = new(StringComparer.Ordinal) { ["after"] = null };
        foreach (var (name, value) in filters) parameters[name] = string.IsNullOrEmpty(value) ? null : value;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(parameters));
    }

    private string WithQuery(string? after) => Navigation.GetUriWithQueryParameter("after", after);
}

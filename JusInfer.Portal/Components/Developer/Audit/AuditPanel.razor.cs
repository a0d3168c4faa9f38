using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Audit;

/// <summary>The team's audit log, newest first. The filters are in the address.</summary>
public sealed partial class AuditPanel
{
    private const int PageSize = 50;

    private ImmutableArray<AuditLine>? entries;
    private ImmutableArray<Member> members = [];
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
        AuditDescriptions.DownloadPath, new Dictionary<string, object?> { ["action"] = Action, ["actor"] = Actor, ["from"] = From, ["to"] = To });

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
            Tenant = me.TenantId,
            Limit = PageSize + 1,
            Action = Action,
            Actor = UserId.TryParse(Actor, out var actor) ? actor : null,
            From = DateOf(From),
            To = DateOf(To),
            After = long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : null,
        };
        var found = await Log.ListAsync(filter, Disposed);
        var (people, last) = (await Tenancy.ListMembersAsync(me.TenantId, Disposed), await Log.FindHeadAsync(me.TenantId, Disposed));
        if (requested != loaded) return; // The user has changed the filter meanwhile.
        next = found.Length > PageSize ? found[PageSize - 1].Entry.Number.ToString(CultureInfo.InvariantCulture) : null;
        (entries, members, head) = ([.. found.Take(PageSize)], people, last);
    }

    private static DateTimeOffset? DateOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : null;

    private void Select(string name, ChangeEventArgs change) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { [name] = change.Value?.ToString() is { Length: > 0 } value ? value : null, ["after"] = null }));

    private string WithQuery(string? after) => Navigation.GetUriWithQueryParameter("after", after);
}

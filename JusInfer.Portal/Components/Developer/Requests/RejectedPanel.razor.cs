using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>The calls of the team that were rejected before a provider was asked, newest first. The filters are in the address.</summary>
public sealed partial class RejectedPanel
{
    private const int PageSize = 50;
    private const int MaxCodeLength = 64;

    /// <summary>No change is announced when rejected calls are stored.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(3);

    /// <summary>The codes of errors that reject a call.</summary>
    private static readonly string[] Codes =
    [
        "CAP_REACHED", "FORBIDDEN", "INVALID_REQUEST", "KEY_PAUSED", "MODEL_NOT_ALLOWED", "MODEL_NOT_FOUND", "OVERLOADED", "RATE_LIMIT", "REQUEST_TOO_LARGE",
        "RUN_BUDGET_REACHED", "RUN_PAUSED", "UNSUPPORTED", "WALLET_EMPTY", "context_length_exceeded",
    ];

    private RejectionPage? page;
    private ImmutableDictionary<string, string> keyNames = ImmutableDictionary<string, string>.Empty;
    private (string?, string?, string?)? loaded;
    private ITimer? timer;

    [SupplyParameterFromQuery]
    private string? Key { get; set; }

    [SupplyParameterFromQuery]
    private string? Code { get; set; }

    [SupplyParameterFromQuery]
    private string? After { get; set; }

    [Inject]
    private IRejectionStore Rejections { get; set; } = default!;

    [Inject]
    private IKeyStore KeyStore { get; set; } = default!;

    private string? ShownCode => QueryText.Of(Code, MaxCodeLength);

    private IEnumerable<string> CodeOptions => ShownCode is { } code ? Codes.Append(code).Distinct(StringComparer.Ordinal) : Codes;

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) timer = Time.CreateTimer(_ => RefreshFirstPage(), state: null, RefreshInterval, RefreshInterval);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) timer?.Dispose();
        base.Dispose(disposing);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != (Key, Code, After)) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Member me)
    {
        var requested = (Key, Code, After);
        loaded = requested;
        var filter = new RejectionFilter
        {
            Team = me.TeamId,
            Limit = PageSize,
            Key = KeyId.TryParse(Key, out var key) ? key : null,
            Code = ShownCode,
            After = RequestId.TryParse(After, out var after) ? after : null,
        };
        var fresh = await Rejections.ListAsync(filter, Disposed);
        var names = (await KeyStore.ListAsync(me.TeamId, Disposed)).ToImmutableDictionary(key => key.Id.ToString(), key => key.Name);
        if (requested != loaded) return; // The user has changed the filters meanwhile.
        (page, keyNames) = (fresh, names);
    }

    private void RefreshFirstPage()
    {
        if (After is null) RequestRefresh();
    }

    private string NameOf(KeyId key) => keyNames.GetValueOrDefault(key.ToString(), key.ToString());

    private void Filter(string name, ChangeEventArgs change) =>
        Navigation.NavigateTo(WithQuery((name, change.Value?.ToString() is { Length: > 0 } value ? value : null), ("after", null)));

    private string WithQuery(params (string Name, string? Value)[] changes) =>
        Navigation.GetUriWithQueryParameters(changes.ToDictionary(static change => change.Name, static change => (object?)change.Value));
}

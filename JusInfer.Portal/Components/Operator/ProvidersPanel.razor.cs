using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Shows provider health and refreshes it every two seconds.</summary>
public sealed partial class ProvidersPanel : IDisposable
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(2);

    private HealthReport? report;
    private ITimer? timer;
    private IDisposable? subscription;

    [Inject]
    private ProviderHealth Health { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private Signal<AccessChanged> AccessSignal { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    public void Dispose()
    {
        timer?.Dispose();
        subscription?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        // The page checks this too, but a component on its own circuit is authorized separately.
        if (!await IsOperatorAsync()) return;
        subscription = AccessSignal.Subscribe(OnAccessChanged);
        Refresh();
        timer = Time.CreateTimer(_ => _ = InvokeAsync(Refresh), null, RefreshInterval, RefreshInterval);
    }

    private static string TagClass(EndpointState state) => state switch
    {
        EndpointState.Available => "good",
        EndpointState.Probing => "warn",
        _ => "bad",
    };

    private static string Label(EndpointState state) => state switch
    {
        EndpointState.Available => "closed",
        EndpointState.Probing => "half-open",
        _ => "open",
    };

    private async Task<bool> IsOperatorAsync() =>
        await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None) is { IsOperator: true };

    private void OnAccessChanged(AccessChanged change) => _ = InvokeAsync(CheckAccessAsync);

    /// <summary>Leaves the page if the session has ended or the user is no longer an operator.</summary>
    private async Task CheckAccessAsync()
    {
        if (await IsOperatorAsync()) return;
        Dispose();
        Navigation.NavigateTo("/login", forceLoad: true);
    }

    private void Refresh()
    {
        report = Health.Report();
        StateHasChanged();
    }

    private async Task ResetAsync(EndpointStatus endpoint)
    {
        if (!await IsOperatorAsync()) return;
        Health.Reset(endpoint.Model, endpoint.Provider);
        Refresh();
    }

    private string TimeUntil(DateTimeOffset time)
    {
        var remaining = time - Time.GetUtcNow();
        return NumberFormat.Duration((int)Math.Max(0, Math.Ceiling(remaining.TotalSeconds)) * 1000);
    }
}

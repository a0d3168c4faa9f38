using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Gateway.Status;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Operator;

/// <summary>The providers' health, read anew every two seconds while somebody looks.</summary>
public sealed partial class ProvidersBoard : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private HealthReport? report;
    private ITimer? pulse;

    [Inject]
    private ProviderHealth Health { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    public void Dispose() => pulse?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        // The page has asked already; what stands on its own asks for itself.
        if (await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None) is not { IsOperator: true }) return;
        Refresh();
        pulse = Time.CreateTimer(_ => _ = InvokeAsync(Refresh), null, Beat, Beat);
    }

    private static string Tone(EndpointState state) => state switch
    {
        EndpointState.InUse => "good",
        EndpointState.OnTrial => "warn",
        _ => "bad",
    };

    private static string Word(EndpointState state) => state switch
    {
        EndpointState.InUse => "in use",
        EndpointState.OnTrial => "on trial",
        _ => "left alone",
    };

    private void Refresh()
    {
        report = Health.Report();
        StateHasChanged();
    }

    private void Forgive(EndpointStatus endpoint)
    {
        Health.Forgive(endpoint.Model, endpoint.Provider);
        Refresh();
    }

    private string Until(DateTimeOffset instant)
    {
        var left = instant - Time.GetUtcNow();
        return Figures.Duration((int)Math.Max(0, Math.Ceiling(left.TotalSeconds)) * 1000);
    }
}

using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Developer;

/// <summary>
/// The interactive part of a tab. It knows who looks, loads what they may see, and loads it again, at most twice a second, when their
/// team's usage or access changes. Nothing of it is prerendered: the page around it is.
/// </summary>
public abstract class LiveBoard : ComponentBase, IDisposable
{
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource gone = new();
    private readonly List<IDisposable> subscriptions = [];
    private Coalescer? refresh;

    [Inject]
    private protected TimeProvider Time { get; set; } = default!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private Signal<UsageChanged> UsageNews { get; set; } = default!;

    [Inject]
    private Signal<AccessChanged> AccessNews { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>Ends with the page.</summary>
    private protected CancellationToken Gone => gone.Token;

    /// <summary>Who looks, as the team has them now; null until the first load and once they are no longer in it.</summary>
    private protected Member? Me { get; private set; }

    /// <summary>The address that clients are given, without a slash at the end.</summary>
    private protected string Origin => Navigation.BaseUri.TrimEnd('/');

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Who looks, read anew: an action is judged by the role of this moment.</summary>
    private protected async Task<Member?> WhoAsync() => Me = (await Resolver.ResolveAsync((await Authentication).User, Gone))?.Member;

    private protected abstract Task LoadAsync(Member me);

    private protected async Task ReloadAsync()
    {
        if (await WhoAsync() is { } me) await LoadAsync(me);
        else Leave();
    }

    protected override async Task OnInitializedAsync()
    {
        if (await WhoAsync() is not { } me)
        {
            Leave();
            return;
        }

        refresh = new Coalescer(MinDelay, Time, RefreshAsync);
        subscriptions.Add(UsageNews.Subscribe(news => RequestRefresh(member => news.Tenant == member.TenantId)));
        subscriptions.Add(AccessNews.Subscribe(news => RequestRefresh(member => news.Concerns(member.TenantId))));
        await LoadAsync(me);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var subscription in subscriptions) subscription.Dispose();
        refresh?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }

    /// <summary>Whoever is in no team any more has nothing to look at here.</summary>
    private void Leave() => Navigation.NavigateTo("/login", forceLoad: true);

    private void RequestRefresh(Predicate<Member> concerns)
    {
        if (Me is { } member && concerns(member)) refresh?.Request();
    }

    private Task RefreshAsync() => InvokeAsync(async () =>
    {
        try
        {
            await ReloadAsync();
            StateHasChanged();
        }
        catch (Exception) when (gone.IsCancellationRequested)
        {
            // The page was left while it loaded.
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
    });
}

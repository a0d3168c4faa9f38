using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Base of the panels that show and change the team.</summary>
public abstract class TeamPanel : LivePanel
{
    [Inject]
    private protected ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private TeamService Teams { get; set; } = default!;

    private protected async Task<Team> ReadTeamAsync(Member me) =>
        await Tenancy.FindTeamAsync(me.TeamId, Disposed)
            ?? throw new InvalidOperationException($"The team {me.TeamId} of a member does not exist.");

    private protected RowAction ActionOf(string name, string label, Func<Task> run, bool isDangerous = false) =>
        new(name, label, EventCallback.Factory.Create(this, run), isDangerous);

    private protected async Task ChangeAsync(Team shown, TeamChange change, string done)
    {
        if (await ReadMemberAsync() is not { } me) return;
        var error = await ChangeAsync(me, shown, change);
        if (error is not null and not RequestError.SecondFactorRequired) Dialogs.NotifyError(error.Reason);
        await NotifyAndReloadAsync(error is null ? done : null);
    }

    /// <summary>Changes the team. Leads to the confirmation with the second factor if it is due.</summary>
    private protected async Task<RequestError?> ChangeAsync(Member me, Team shown, TeamChange change)
    {
        var input = new Input<TeamChange>(change, new ValidationErrors());
        var error = (await Teams.ChangeAsync(me, shown.Version, input, CancellationToken.None)).Error;
        if (error is RequestError.SecondFactorRequired) Confirm();
        return error;
    }

    /// <summary>
    /// Reloads even without a message, because a dialog also ends without a change after it has shown that someone else made one.
    /// </summary>
    private protected async Task NotifyAndReloadAsync(string? message)
    {
        if (message is not null) Dialogs.NotifySuccess(message);
        await ReloadAsync();
    }

    private protected async Task SetRatesAsync(string subject, RateLimits rates, long version, MemberId? member = null)
    {
        var parameters = new Dictionary<string, object?>
        {
            [nameof(RatesDialog.Member)] = member?.ToString(),
            [nameof(RatesDialog.Subject)] = subject,
            [nameof(RatesDialog.RequestsPerMinute)] = rates.RequestsPerMinute,
            [nameof(RatesDialog.TokensPerMinute)] = rates.TokensPerMinute,
            [nameof(RatesDialog.Concurrency)] = rates.Concurrency,
            [nameof(RatesDialog.Version)] = version,
        };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<RatesDialog, string>("Set rate limits", parameters));
    }
}

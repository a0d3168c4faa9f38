using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Shows what deleting the account does, and deletes it.</summary>
public sealed partial class DeleteAccountPage
{
    private ImmutableArray<LeftTeam> teams = [];
    private string? obstacle;

    [Inject]
    private AccountDeletion Deletion { get; set; } = default!;

    [Inject]
    private TeamMemberships Teams { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private IKeyStore Keys { get; set; } = default!;

    [Inject]
    private SignIn SignIn { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        obstacle = (await Deletion.FindObstacleAsync(Claims.User, Aborted))?.Reason;
        var now = Time.GetUtcNow();
        var left = ImmutableArray.CreateBuilder<LeftTeam>();
        foreach (var (member, team) in await Teams.ListAsync(Claims.User, Aborted))
        {
            var live = (await Keys.ListAsync(team.Id, Aborted)).Where(key => key.IsLive(now)).ToList();
            var isAlone = (await Tenancy.ListMembersAsync(team.Id, Aborted)).Length == 1;
            left.Add(new LeftTeam(team.Id, team.Name, live.Count(key => key.HolderId == member.Id), isAlone)
            {
                ServiceKeys = live.Count(key => key.Service && (isAlone || key.MemberId == member.Id)),
            });
        }

        teams = left.ToImmutable();
    }

    private async Task<string?> DeleteAsync()
    {
        if (await Deletion.DeleteAsync(Claims.User, Aborted) is { } error) return error.Reason;
        await SignIn.EndSessionAsync(Http!.User, Aborted);
        Navigation.NavigateTo("/login");
        return null;
    }

    /// <summary>What the deletion does in a team.</summary>
    /// <param name="Id">The team.</param>
    /// <param name="Name">Its display name.</param>
    /// <param name="Keys">The number of the person's live keys.</param>
    /// <param name="IsAlone">Whether nobody else is in the team.</param>
    private sealed record LeftTeam(TeamId Id, string Name, int Keys, bool IsAlone)
    {
        /// <summary>The number of live service keys: all of a team that is deleted, and otherwise those that the person minted.</summary>
        public required int ServiceKeys { get; init; }
    }
}

using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>
/// The teams of the signed-in person: switches between them and creates another one. A person who is no longer in the team of their session comes here, too.
/// </summary>
public sealed partial class TeamsPage
{
    public const string Path = "/account/teams";

    private readonly ValidationErrors errors = new();
    private ImmutableArray<TeamMembership> teams = [];
    private string? obstacle;

    /// <summary>The name of the team that the session acts for, although the person is no longer in it.</summary>
    private string? lost;

    /// <summary>Whether a switch was refused, because the person was not in the team.</summary>
    [SupplyParameterFromQuery(Name = "refused")]
    private bool Refused { get; set; }

    [SupplyParameterFromForm(Name = "name", FormName = "create-team")]
    private string? Name { get; set; }

    [Inject]
    private TeamMemberships Teams { get; set; } = default!;

    [Inject]
    private SignInSessions Sessions { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    private string? Notice => this switch
    {
        { lost: { } team, teams.IsEmpty: true } => $"You are no longer in the team {team}.",
        { lost: { } team } => $"You are no longer in the team {team}. Choose the team to continue with.",
        { Refused: true } => TeamMemberships.NotMember,
        _ => null,
    };

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        teams = await Teams.ListAsync(Claims.User, Aborted);
        obstacle = (await Teams.FindObstacleAsync(Claims.User, Aborted))?.Reason;
        if (Me is null && await Sessions.FindAsync(Claims, Aborted) is { Team: { } gone }) lost = (await Tenancy.FindTeamAsync(gone, Aborted))?.Name;
    }

    private async Task CreateAsync()
    {
        var name = Name?.Trim() ?? "";
        if (name.Length is 0 or > SignUpRequest.MaxTeamNameLength)
        {
            errors.Add("name", $"Enter a name of at most {SignUpRequest.MaxTeamNameLength} characters.");
            return;
        }

        if ((await Teams.CreateAsync(Claims.User, name, Aborted)).TryGet(out var team, out var refused))
        {
            await Teams.SwitchAsync(Claims, team, Aborted);
            Navigation.NavigateTo(ReturnUrl.Default);
        }
        else obstacle = refused.Reason;
    }
}

using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Layout;

/// <summary>The name of the team that the browser acts for, and a menu to switch to another one. It works without JavaScript.</summary>
public sealed partial class TeamMenu
{
    private TeamMembership? current;
    private ImmutableArray<TeamMembership> others = [];

    /// <summary>The id of the team that the browser acts for.</summary>
    [Parameter, EditorRequired]
    public string Current { get; set; } = "";

    [Inject]
    private TeamMemberships Teams { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>The same tab. A receipt, run or webhook of this team does not exist in another one.</summary>
    private string ReturnTo => "/" + string.Join('/', Navigation.ToBaseRelativePath(Navigation.Uri).Split('?')[0].Split('/').Take(2));

    protected override async Task OnInitializedAsync()
    {
        if (SignInClaims.From((await Authentication).User) is not { } claims) return;
        var teams = await Teams.ListAsync(claims.User, CancellationToken.None);
        current = teams.FirstOrDefault(membership => membership.Team.Id.ToString() == Current);
        others = [.. teams.Where(team => team != current)];
    }
}

using System.Globalization;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Changes the role of a member, or transfers the ownership. The dialog's result is the confirmation message.</summary>
public sealed partial class RoleDialog
{
    private static readonly (Role Role, string Description)[] All =
    [
        (Role.Viewer, "Viewer: sees usage and spend"),
        (Role.Billing, "Billing: sees usage and spend, sets caps and budgets"),
        (Role.Member, "Member: mints keys and makes calls"),
        (Role.Admin, "Admin: manages people, keys and limits"),
        (Role.Owner, "Owner: manages everything, and can delete the team"),
    ];

    private Member? me;
    private Role role;
    private bool transfers;
    private bool isSelf;

    /// <summary>The member's id as text.</summary>
    [Parameter, EditorRequired]
    public string Member { get; set; } = "";

    [Parameter, EditorRequired]
    public string Email { get; set; } = "";

    /// <summary>The name of the current role.</summary>
    [Parameter, EditorRequired]
    public string Current { get; set; } = "";

    /// <summary>The version that the dialog shows. A later one is not overwritten unnoticed.</summary>
    [Parameter, EditorRequired]
    public long Version { get; set; }

    [Inject]
    private MemberSettings Settings { get; set; } = default!;

    private IEnumerable<(Role Role, string Description)> Choices => All.Where(choice => me?.Role is Role.Owner || !choice.Role.Manages());

    protected override async Task OnInitializedAsync()
    {
        role = Enum.Parse<Role>(Current);
        me = await ReadMemberAsync();
        isSelf = me?.Id.ToString() == Member;
    }

    private async Task SaveAsync()
    {
        var id = MemberId.Parse(Member, CultureInfo.InvariantCulture);
        var changed = await RunAsync(actor => Settings.ChangeAsync(actor, id, VersionToReplace(Version), new MemberChange { Role = role }, CancellationToken.None));
        if (changed is null) return;
        if (!transfers || role is not Role.Owner)
        {
            Dialogs.Close($"{Email} is now {Name(role)}.");
            return;
        }

        // In this order, the team has an owner at all times.
        var left = await RunAsync(actor => Settings.ChangeAsync(actor, actor.Id, version: null, new MemberChange { Role = Role.Admin }, CancellationToken.None));
        if (left is not null) Dialogs.Close($"{Email} is now the owner, and you are an admin.");
    }

    private static string Name(Role role) => role.ToString().ToLowerInvariant();
}

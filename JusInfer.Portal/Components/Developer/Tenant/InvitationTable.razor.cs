using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>The open invitations of a team.</summary>
public sealed partial class InvitationTable
{
    [Parameter, EditorRequired]
    public IEnumerable<InvitationTableRow> Rows { get; set; } = [];

    [Parameter]
    public bool CanRevoke { get; set; }

    [Parameter]
    public EventCallback<InvitationTableRow> OnRevoke { get; set; }
}

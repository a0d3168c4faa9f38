using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>Who is invited and has not come yet.</summary>
public sealed partial class InvitationTable
{
    [Parameter, EditorRequired]
    public IEnumerable<InvitationLine> Lines { get; set; } = [];

    [Parameter]
    public bool MayRevoke { get; set; }

    [Parameter]
    public EventCallback<InvitationLine> OnRevoke { get; set; }
}

namespace JusInfer.Portal.Tenancy;

/// <summary>An invitation as a person asks for it, not yet checked.</summary>
internal sealed record InvitationRequest(string? Email, Role? Role)
{
    /// <summary>What of the input could not even be read, so that it is named together with everything else.</summary>
    public Faults? Unreadable { get; init; }
}

/// <summary>An invitation at the one moment when its token is known: shown to whoever sends it on, then gone.</summary>
internal sealed record IssuedInvitation(Invitation Invitation, Secret Token);

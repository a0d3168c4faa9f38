using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>An invitation to a team.</summary>
internal sealed record InvitationRequest
{
    /// <summary>The address that the invitation is bound to.</summary>
    [RequiredField, EmailField]
    public string? Email { get; init; }

    /// <summary><c>admin</c>, <c>member</c>, <c>billing</c> or <c>viewer</c>. Only an owner invites admins.</summary>
    [RequiredField]
    public Role? Role { get; init; }
}

/// <summary>An issued invitation together with its token, which is shown once and not stored.</summary>
internal sealed record IssuedInvitation(Invitation Invitation, Secret Token);

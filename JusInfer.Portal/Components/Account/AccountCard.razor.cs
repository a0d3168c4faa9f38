using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>The frame of the forms that create accounts and sign in.</summary>
public sealed partial class AccountCard
{
    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = default!;
}

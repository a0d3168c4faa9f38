using JusInfer.Portal.Content.Social;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>What chats and social networks show for a link to the page (Open Graph). It belongs into the page's <c>HeadContent</c>.</summary>
public sealed partial class SocialMeta
{
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required string Description { get; set; }

    /// <summary>The address of the picture in this portal.</summary>
    [Parameter]
    public string Image { get; set; } = SocialImage.DefaultAddress;

    [Parameter]
    public string Type { get; set; } = "website";
}

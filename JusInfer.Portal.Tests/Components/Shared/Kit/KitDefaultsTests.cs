using Bunit;
using MudBlazor;

namespace JusInfer.Portal.Tests.Components.Shared.Kit;

public sealed class KitDefaultsTests : PanelTestContext
{
    [Fact]
    public void Controls_are_dense_and_small_and_have_no_ripple()
    {
        var button = Render<MudButton>().Find("button").ClassList;
        button.ShouldContain("mud-button-outlined");
        button.ShouldContain("mud-button-outlined-size-small");
        button.ShouldNotContain("mud-ripple");

        Render<MudTextField<string>>().Find(".mud-input-outlined.mud-input-margin-dense.mud-shrink").ShouldNotBeNull();
        Render<MudAlert>().FindAll(".mud-alert-icon").ShouldBeEmpty();
    }

    [Fact]
    public void What_a_page_says_of_a_control_is_stronger()
    {
        var button = Render<MudButton>(static button =>
            button.Add(static it => it.Variant, Variant.Filled).Add(static it => it.Size, Size.Large));

        button.Find("button").ClassList.ShouldContain("mud-button-filled-size-large");
    }
}

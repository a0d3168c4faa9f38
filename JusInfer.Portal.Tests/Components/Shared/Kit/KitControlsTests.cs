using Bunit;
using Microsoft.AspNetCore.Components.Rendering;
using Radzen;
using Radzen.Blazor;

namespace JusInfer.Portal.Tests.Components.Shared.Kit;

/// <summary>Why the portal does not use some controls of the UI kit (ADR 3). If one of these tests fails after an update of the kit, the decision can be made again.</summary>
public sealed class KitControlsTests : BunitContext
{
    private static readonly string[] Models = ["openai/gpt-5", "openai/gpt-5-mini"];

    public KitControlsTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
    }

    [Fact]
    public void Its_autocomplete_has_an_inline_script_which_the_security_policy_forbids_and_searches_on_the_server()
    {
        var field = Render<RadzenAutoComplete>(static field => field.Add(static it => it.OpenOnFocus, true).Add(static it => it.Data, Models));

        field.Find("[role=option]").GetAttribute("onmousedown").ShouldBe("Radzen.activeElement = null");
        field.Instance.FilterDelay.ShouldBe(500);
    }

    [Fact]
    public void Its_data_grid_has_no_row_headers_and_sorts_by_elements_that_are_neither_links_nor_buttons()
    {
        var grid = Render<RadzenDataGrid<string>>(static grid => grid.Add(static it => it.Data, Models).Add(static it => it.AllowSorting, true).Add(static it => it.Columns, Column));

        grid.FindAll("tbody tr").Count.ShouldBe(Models.Length);
        grid.Find("table").GetAttribute("role").ShouldBe("presentation");
        grid.FindAll("tbody th, tbody [role=rowheader]").ShouldBeEmpty();
        grid.FindAll("th.rz-sortable-column").Count.ShouldBe(1);
        grid.FindAll("th a, th button, th [tabindex]").ShouldBeEmpty();

        static void Column(RenderTreeBuilder builder)
        {
            builder.OpenComponent<RadzenDataGridColumn<string>>(0);
            builder.AddAttribute(1, nameof(RadzenDataGridColumn<string>.Property), nameof(string.Length));
            builder.AddAttribute(2, nameof(RadzenDataGridColumn<string>.Title), "Length");
            builder.CloseComponent();
        }
    }

    [Fact]
    public void Its_menu_has_the_role_of_an_applications_menu_and_its_links_are_not_in_the_tab_order()
    {
        var menu = Render<RadzenProfileMenu>(static menu => menu.Add(static it => it.ChildContent, Item));

        menu.Find("[role=menu] [role=menuitem]").GetAttribute("tabindex").ShouldBe("-1");
        menu.Find("a").GetAttribute("tabindex").ShouldBe("-1");
        menu.FindAll("[popovertarget], [popover], details").ShouldBeEmpty("it opens only by a message to the server");

        static void Item(RenderTreeBuilder builder)
        {
            builder.OpenComponent<RadzenProfileMenuItem>(0);
            builder.AddAttribute(1, nameof(RadzenProfileMenuItem.Text), "Analytical");
            builder.AddAttribute(2, nameof(RadzenProfileMenuItem.Path), "/developer");
            builder.CloseComponent();
        }
    }
}

using Bunit;
using Microsoft.AspNetCore.Components.Rendering;
using MudBlazor;
using MudBlazor.Services;

namespace JusInfer.Portal.Tests.Components.Shared.Kit;

/// <summary>Why the portal does not use some controls of the UI kit (ADR 3). If one of these tests fails after an update of the kit, the decision can be made again.</summary>
public sealed class KitControlsTests : BunitContext
{
    private static readonly string[] Models = ["openai/gpt-5", "openai/gpt-5-mini"];

    private readonly IRenderedComponent<MudPopoverProvider> popovers;

    public KitControlsTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        popovers = Render<MudPopoverProvider>();
    }

    [Fact]
    public void Its_data_grid_has_no_row_headers()
    {
        var grid = Render<MudDataGrid<string>>(static grid => grid.Add(static it => it.Items, Models).Add(static it => it.Columns, Column));

        grid.FindAll("tbody tr").Count.ShouldBe(Models.Length);
        grid.FindAll("tbody th, tbody [role=rowheader]").ShouldBeEmpty();

        static void Column(RenderTreeBuilder builder)
        {
            builder.OpenComponent<TemplateColumn<string>>(0);
            builder.AddAttribute(1, nameof(TemplateColumn<string>.Title), "Model");
            builder.CloseComponent();
        }
    }

    /// <summary>MudBlazor/MudBlazor#9670, MudBlazor/MudBlazor#10568.</summary>
    [Fact]
    public void Days_of_its_calendar_are_numbers_without_month_in_no_grid()
    {
        var calendar = Render<MudDateRangePicker>(static picker => picker.Add(static it => it.PickerVariant, PickerVariant.Static));

        calendar.FindAll(".mud-picker-calendar-day").ShouldNotBeEmpty();
        calendar.FindAll("[role=grid], [role=gridcell]").ShouldBeEmpty();
    }

    /// <summary>So <c>TextField</c> has the error and the hint below the kit's field, and announces the error.</summary>
    [Fact]
    public void The_error_of_its_field_replaces_the_hint_and_is_not_announced()
    {
        var field = Render<MudTextField<string>>(static field =>
            field.Add(static it => it.HelperText, "Hint").Add(static it => it.Error, true).Add(static it => it.ErrorText, "Wrong"));

        field.Markup.ShouldContain("Wrong");
        field.Markup.ShouldNotContain("Hint");
        field.FindAll("[role=alert], [role=status], [aria-live]").ShouldBeEmpty();
    }

    /// <summary>Twelve rows with one each made a circuit of the Members page 40 % larger.</summary>
    [Fact]
    public void Its_menu_has_a_popover_of_its_own_while_it_is_closed()
    {
        Render<MudMenu>().FindAll("[role=menu]").ShouldBeEmpty();

        popovers.WaitForAssertion(() => popovers.FindAll(".mud-popover").ShouldHaveSingleItem());
    }

    [Fact]
    public void Its_select_is_not_one_for_which_phones_show_their_own_list() =>
        Render<MudSelect<string>>().FindAll("select").ShouldBeEmpty();

    /// <summary>So what is behind the question mark of a page is a popover of the browser, which links can be in.</summary>
    [Fact]
    public void Its_tooltip_says_nothing_to_screen_readers()
    {
        var tooltip = Render<MudTooltip>(static tooltip => tooltip.Add(static it => it.Text, "What the page is about.")
            .AddChildContent<MudIconButton>(static button => button.Add(static it => it.Icon, Icons.Material.Outlined.HelpOutline)));

        tooltip.FindAll("[aria-describedby], [aria-label], [role=tooltip], [title]").ShouldBeEmpty();
    }

    [Fact]
    public void Its_drawer_is_neither_a_dialog_nor_named()
    {
        var drawer = Render<MudDrawer>(static drawer =>
            drawer.Add(static it => it.Open, true).Add(static it => it.Variant, DrawerVariant.Temporary));

        drawer.FindAll("[role=dialog], [aria-label], [aria-labelledby]").ShouldBeEmpty();
    }

    /// <summary>So the parts of a page and its periods are links, at addresses that can be shared.</summary>
    [Fact]
    public void Its_tabs_and_toggles_have_no_addresses()
    {
        var tabs = Render<MudTabs>(static tabs =>
            tabs.AddChildContent<MudTabPanel>(static panel => panel.Add(static it => it.Text, "Cost")));
        var toggles = Render<MudToggleGroup<string>>(static group =>
            group.AddChildContent<MudToggleItem<string>>(static item => item.Add(static it => it.Value, "7d")));

        tabs.Find("[role=tab]").TextContent.ShouldContain("Cost");
        toggles.FindAll(".mud-toggle-item").ShouldHaveSingleItem();
        tabs.FindAll("[href]").Concat(toggles.FindAll("[href]")).ShouldBeEmpty();
    }

    /// <summary>So a list that continues after its last row has two links (<c>PageLinks</c>).</summary>
    [Fact]
    public void Its_pagination_needs_the_number_of_pages_and_has_no_addresses()
    {
        var pages = Render<MudPagination>(static pages => pages.Add(static it => it.Count, 3));

        pages.FindAll("button").Select(static button => button.TextContent.Trim()).ShouldContain("3");
        pages.FindAll("[href]").ShouldBeEmpty();
    }

    /// <summary>So suggestions are searched in the browser (<c>ComboBox</c>).</summary>
    [Fact]
    public async Task Its_autocomplete_asks_the_server_for_what_matches()
    {
        var asked = new List<string?>();
        var field = Render<MudAutocomplete<string>>(autocomplete =>
            autocomplete.Add(static it => it.DebounceInterval, 0).Add(static it => it.SearchFunc, Search));

        await field.Find("input").InputAsync("gpt");

        field.WaitForAssertion(() => asked.ShouldContain("gpt"));

        Task<IEnumerable<string>> Search(string? text, CancellationToken cancellationToken)
        {
            asked.Add(text);
            return Task.FromResult<IEnumerable<string>>(Models);
        }
    }

    /// <summary>So what is folded away is a <c>details</c> element, which opens without a round trip.</summary>
    [Fact]
    public void Its_expansion_panel_is_opened_by_the_server() => Render<MudExpansionPanels>(static panels => panels
        .AddChildContent<MudExpansionPanel>(static panel => panel.Add(static it => it.Text, "More"))).FindAll("details, summary")
            .ShouldBeEmpty();
}

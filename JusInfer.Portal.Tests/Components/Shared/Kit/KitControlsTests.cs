using Bunit;
using Microsoft.AspNetCore.Components.Rendering;
using MudBlazor;
using MudBlazor.Services;

namespace JusInfer.Portal.Tests.Components.Shared.Kit;

/// <summary>Why the portal does not use some controls of the UI kit (ADR 3). If one of these tests fails after an update of the kit, the decision can be made again.</summary>
public sealed class KitControlsTests : BunitContext
{
    private static readonly string[] Models = ["openai/gpt-5", "openai/gpt-5-mini"];

    public KitControlsTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Render<MudPopoverProvider>();
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

    [Fact]
    public void Its_drawer_is_neither_a_dialog_nor_named()
    {
        var drawer = Render<MudDrawer>(static drawer =>
            drawer.Add(static it => it.Open, true).Add(static it => it.Variant, DrawerVariant.Temporary));

        drawer.FindAll("[role=dialog], [aria-label], [aria-labelledby]").ShouldBeEmpty();
    }
}

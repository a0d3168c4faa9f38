using Bunit;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace JusInfer.Portal.Tests.Components.Shared.Kit;

public sealed class DialogFormTests : BunitContext
{
    public DialogFormTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddKit();
    }

    [Fact]
    public void A_dialog_can_be_closed_only_when_its_action_has_ended()
    {
        var action = new TaskCompletionSource();
        Task dialog = Services.GetRequiredService<DialogService>().OpenAsync<ConfirmDialog>("Mint a key");
        var form = Render<DialogForm>(parameters => parameters.Add(static it => it.Action, "Mint key").Add(static it => it.OnSubmit, () => action.Task));

        form.Find("form").Submit();

        form.WaitForAssertion(() => form.FindAll("button").ShouldAllBe(static button => button.HasAttribute("disabled")));
        form.Find("form").KeyDown("Escape");
        dialog.IsCompleted.ShouldBeFalse();

        action.SetResult();
        form.WaitForAssertion(() => form.FindAll("button").ShouldAllBe(static button => !button.HasAttribute("disabled")));
        form.Find("form").KeyDown("Escape");
        form.WaitForAssertion(() => dialog.IsCompleted.ShouldBeTrue());
    }
}

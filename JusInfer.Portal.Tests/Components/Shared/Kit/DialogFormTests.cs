using Bunit;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

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
        var dialogs = Services.GetRequiredService<Dialogs>();
        var host = Render<DialogHost>();
        Task dialog = host.InvokeAsync(() => dialogs.OpenAsync<ConfirmDialog, bool>("Mint a key"));
        host.WaitForAssertion(() => host.FindAll("[role=dialog]").Count.ShouldBe(1));
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dialog_takes_the_focus_unless_it_is_closed_while_its_script_is_loaded(bool isClosed)
    {
        var module = new LateModule();
        Services.AddSingleton<IJSRuntime>(module);
        var form = Render<DialogForm>(static parameters => parameters.Add(static it => it.Action, "Mint key"));

        if (isClosed) form.Find("form").KeyDown("Escape");
        await form.InvokeAsync(module.Loaded.SetResult);

        form.WaitForAssertion(() => module.IsDisposed.ShouldBeTrue());
        module.Calls.Count.ShouldBe(isClosed ? 0 : 1);
        module.Calls.ShouldAllBe(static call => call == "focusFirst");
    }

    /// <summary>A module that the browser takes its time to load.</summary>
    private sealed class LateModule : IJSRuntime, IJSObjectReference
    {
        public TaskCompletionSource Loaded { get; } = new();

        public List<string> Calls { get; } = [];

        public bool IsDisposed { get; private set; }

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
        {
            if (identifier != "import") Calls.Add(identifier);
            await Loaded.Task;
            return identifier == "import" ? (TValue)(object)this : default!;
        }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            InvokeAsync<TValue>(identifier, args);

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}

using Bunit;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
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
    public async Task A_dialog_can_be_closed_only_when_its_action_has_ended()
    {
        var action = new TaskCompletionSource();
        var host = Render<DialogHost>();
        var parameters = new Dictionary<string, object?> { [nameof(SlowDialog.Action)] = action.Task };
        Task dialog = host.InvokeAsync(() => Services.GetRequiredService<Dialogs>().OpenAsync<SlowDialog, bool>("Mint a key", parameters));
        host.WaitForAssertion(() => host.FindAll("form").Count.ShouldBe(1));

        host.Find("form").Submit();

        host.WaitForAssertion(() => host.FindAll("form button").ShouldAllBe(static button => button.HasAttribute("disabled")));
        host.Find("form").GetAttribute("aria-busy").ShouldBe("true");
        host.FindAll("form [type=submit] .mud-progress-circular").Count.ShouldBe(1);
        host.Find(".dialog-frame").KeyDown("Escape");
        dialog.IsCompleted.ShouldBeFalse();

        action.SetResult();
        host.WaitForAssertion(() => host.FindAll("form button").ShouldAllBe(static button => !button.HasAttribute("disabled")));
        host.Find(".dialog-frame").KeyDown("Escape");
        await dialog.WaitAsync(Xunit.TestContext.Current.CancellationToken);
    }

    [Fact]
    public void An_action_that_ends_with_an_exception_leaves_the_dialog_open_and_can_be_tried_again()
    {
        var host = Render<DialogHost>();
        var failing = Task.FromException(new TimeoutException("A text of the store."));
        var parameters = new Dictionary<string, object?> { [nameof(SlowDialog.Action)] = failing };
        Task dialog = host.InvokeAsync(() => Services.GetRequiredService<Dialogs>().OpenAsync<SlowDialog, bool>("Mint a key", parameters));
        host.WaitForAssertion(() => host.FindAll("form").Count.ShouldBe(1));

        host.Find("form").Submit();

        host.WaitForAssertion(() => host.Find("form [role=alert]").TextContent.ShouldStartWith("The server could not complete this."));
        host.FindAll("form button").ShouldAllBe(static button => !button.HasAttribute("disabled"));
        dialog.IsCompleted.ShouldBeFalse();
        Renderer.UnhandledException.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_confirmed_action_runs_in_the_dialog_which_stays_open_with_the_reason_of_a_failure()
    {
        var results = new Queue<TaskCompletionSource<string?>>([new(), new()]);
        var host = Render<DialogHost>();
        Task<bool>? confirmed = null;
        await host.InvokeAsync(() =>
        {
            confirmed = Services.GetRequiredService<Dialogs>().ConfirmAsync("Revoke it?", "It ends.", "Revoke", () => results.Peek().Task);
        });
        host.WaitForAssertion(() => host.FindAll("form").Count.ShouldBe(1));

        host.Find("form").Submit();
        host.WaitForAssertion(() => host.Find("form [type=submit]").HasAttribute("disabled").ShouldBeTrue());
        await host.InvokeAsync(() => results.Dequeue().SetResult("It is not yours."));

        host.WaitForAssertion(() => host.Find("form [role=alert]").TextContent.ShouldBe("It is not yours."));
        confirmed!.IsCompleted.ShouldBeFalse();

        host.Find("form").Submit();
        host.WaitForAssertion(() => host.FindAll("form [role=alert]").ShouldNotBeEmpty("until the action has ended"));
        await host.InvokeAsync(() => results.Dequeue().SetResult(null));

        (await confirmed.WaitAsync(Xunit.TestContext.Current.CancellationToken)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dialog_takes_the_focus_unless_it_is_closed_while_its_script_is_loaded(bool isClosed)
    {
        var module = new LateModule();
        Services.AddSingleton<IJSRuntime>(module);
        var form = Render<DialogForm>(static parameters => parameters.Add(static it => it.Action, "Mint key"));

        if (isClosed) form.Find("button[type=button]").Click();
        await form.InvokeAsync(module.Loaded.SetResult);

        form.WaitForAssertion(() => module.IsDisposed.ShouldBeTrue());
        module.Calls.Count.ShouldBe(isClosed ? 0 : 1);
        module.Calls.ShouldAllBe(static call => call == "focusFirst");
    }

    [Fact]
    public async Task A_dialog_takes_the_focus_again_when_its_action_has_failed_because_disabled_buttons_lose_it()
    {
        var module = new LateModule();
        Services.AddSingleton<IJSRuntime>(module);
        module.Loaded.SetResult();
        var form = Render<DialogForm>(static parameters => parameters
            .Add(static it => it.Action, "Revoke")
            .Add(static it => it.Dangerous, true));

        await form.Find("form").SubmitAsync();

        form.WaitForAssertion(() => module.Calls[^1].ShouldBe("focusFirst"));
    }

    /// <summary>A dialog whose action takes its time.</summary>
    private sealed class SlowDialog : ComponentBase
    {
        [Parameter]
        public Task Action { get; set; } = default!;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<DialogForm>(0);
            builder.AddAttribute(1, nameof(DialogForm.Action), "Mint key");
            builder.AddAttribute(2, nameof(DialogForm.OnSubmit), EventCallback.Factory.Create(this, () => Action));
            builder.CloseComponent();
        }
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

using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Infrastructure;

/// <summary>Uses a page with the keyboard only and checks at every step that the focus is visible.</summary>
internal sealed class Keyboard(IPage page)
{
    private const int MaxTabs = 60;

    /// <summary>Returns null if the focused element is in view and has a focus ring, otherwise its HTML.</summary>
    private const string FindHiddenFocus = """
        () => {
          const held = document.activeElement;
          if (!held || held === document.body) return null;
          const style = getComputedStyle(held);
          const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
          const box = held.getBoundingClientRect();
          const inView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
          return ring && inView ? null : held.outerHTML.slice(0, 200);
        }
        """;

    /// <summary>The first and the last element of a dialog are empty, and their circuit hands the focus on.</summary>
    private const string HasFocus = "() => !document.activeElement?.matches('.fixed.pointer-events-none')";

    /// <summary>Presses Tab until the element has the focus.</summary>
    public async Task TabToAsync(ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();

        // Panels that are not in a circuit yet take no focus.
        await Expect(new SiteLayout(page).Inert).ToHaveCountAsync(0);
        for (var stops = 0; stops < MaxTabs; stops++)
        {
            await page.Keyboard.PressAsync("Tab");
            await page.WaitForFunctionAsync(HasFocus);
            (await page.EvaluateAsync<string?>(FindHiddenFocus)).ShouldBeNull("The focused element does not show its focus.");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
        }

        throw new InvalidOperationException($"Pressing Tab {MaxTabs} times did not reach {target}.");
    }

    public Task TypeAsync(string text) => page.Keyboard.TypeAsync(text);

    public Task PressAsync(string key) => page.Keyboard.PressAsync(key);

    /// <summary>Presses Tab until a button or link has the focus, then Enter.</summary>
    public async Task ActivateAsync(ILocator target)
    {
        await TabToAsync(target);
        await PressAsync("Enter");
    }
}

namespace JusInfer.E2E.Pages;

/// <summary>The page of a link to a new address of an account.</summary>
internal sealed class ConfirmEmailPage(IPage page)
{
    public const string Path = "/confirm-email";

    public ILocator Code => page.GetByLabel("Code");

    public ILocator Submit => page.GetByRole(AriaRole.Button, new() { Name = "Confirm" });

    public ILocator Changed => page.GetByRole(AriaRole.Heading, new() { Name = "Your e-mail address was changed" });

    public ILocator Errors => page.GetByRole(AriaRole.Alert);
}

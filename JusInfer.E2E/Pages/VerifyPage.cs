namespace JusInfer.E2E.Pages;

/// <summary>The page of a link that verifies an address.</summary>
internal sealed class VerifyPage(IPage page)
{
    public const string Path = "/verify";

    public ILocator Code => page.GetByLabel("Code");

    public ILocator Submit => page.GetByRole(AriaRole.Button, new() { Name = "Verify" });

    public ILocator Verified => page.GetByRole(AriaRole.Heading, new() { Name = "Your e-mail address is verified" });

    public ILocator Errors => page.GetByRole(AriaRole.Alert);
}

using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Accounts;

/// <summary>Section <c>Operator</c>.</summary>
internal sealed class OperatorOptions
{
    public const string Section = "Operator";

    /// <summary>
    /// Accounts with these addresses run this installation, as the first account of a fresh store does. Addresses are not verified here, so
    /// list only ones whose accounts exist, or whose sign-up nobody else can be first with.
    /// </summary>
    public IList<string> Emails { get; } = [];
}

internal sealed class OperatorOptionsRules : IValidateOptions<OperatorOptions>
{
    public ValidateOptionsResult Validate(string? name, OperatorOptions options)
    {
        var faults = options.Emails
            .Where(static email => !EmailAddress.IsOne(email))
            .Select(static email => $"Operator:Emails holds '{email}', which is no e-mail address.")
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}

using System.ComponentModel.DataAnnotations;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>A credential of a provider.</summary>
internal sealed record CredentialRequest
{
    /// <summary>The API key that the provider has issued. It is stored encrypted, and no response contains it.</summary>
    [RequiredField, HeaderCredential]
    public Secret? Credential { get; init; }
}

/// <summary>A credential that can be sent in a header. The messages do not repeat it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HeaderCredentialAttribute : ValidationAttribute
{
    public const int MaxLength = 8192;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var (text, field) = ((value as Secret)?.Reveal().Trim() ?? "", validationContext.DisplayName);
        if (text.Length == 0) return new ValidationResult($"{field} is empty. Paste the API key of the provider.");
        if (text.Length > MaxLength) return new ValidationResult($"{field} is longer than {MaxLength} characters, which is too long for a header.");
        return text.All(static character => character is > ' ' and <= '~')
            ? ValidationResult.Success
            : new ValidationResult($"{field} contains a space, a line break or another character that a header cannot have. Paste only the key.");
    }
}

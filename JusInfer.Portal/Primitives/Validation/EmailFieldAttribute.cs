using System.ComponentModel.DataAnnotations;

namespace JusInfer.Portal.Primitives.Validation;

/// <summary>An e-mail address that has a canonical form; surrounding white space is allowed.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmailFieldAttribute : ValidationAttribute
{
    /// <summary>Whether addresses are accepted, too, that only accounts from before can have.</summary>
    public bool OfAnyAccount { get; init; }

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is not string text || EmailAddress.Canonicalize(text) is not null) return ValidationResult.Success;
        return OfAnyAccount && EmailAddress.IsValid(text.Trim())
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.DisplayName} must {EmailAddress.FaultOf(text.Trim())}");
    }
}

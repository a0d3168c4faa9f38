using JusInfer.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class UsersTable : IEntityTypeConfiguration<PortalUser>
{
    public void Configure(EntityTypeBuilder<PortalUser> table)
    {
        table.ToTable("users");
        table.HasKey(row => row.Id);
        table.Ignore(row => row.UserId);
        table.HasIndex(row => row.NormalizedUserName).IsUnique();
        table.HasIndex(row => row.NormalizedEmail);
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.UserName).HasColumnName("user_name").HasMaxLength(256);
        table.Property(row => row.NormalizedUserName).HasColumnName("normalized_user_name").HasMaxLength(256);
        table.Property(row => row.Email).HasColumnName("email").HasMaxLength(256);
        table.Property(row => row.NormalizedEmail).HasColumnName("normalized_email").HasMaxLength(256);
        table.Property(row => row.EmailConfirmed).HasColumnName("email_confirmed");
        table.Property(row => row.MutesAlerts).HasColumnName("mutes_alerts");
        table.Property(row => row.PasswordHash).HasColumnName("password_hash");
        table.Property(row => row.SecurityStamp).HasColumnName("security_stamp");
        table.Property(row => row.ConcurrencyStamp).HasColumnName("concurrency_stamp").IsConcurrencyToken();
        table.Property(row => row.PhoneNumber).HasColumnName("phone_number").HasMaxLength(256);
        table.Property(row => row.PhoneNumberConfirmed).HasColumnName("phone_number_confirmed");
        table.Property(row => row.TwoFactorEnabled).HasColumnName("two_factor_enabled");
        table.Property(row => row.LockoutEnd).HasColumnName("lockout_end");
        table.Property(row => row.LockoutEnabled).HasColumnName("lockout_enabled");
        table.Property(row => row.AccessFailedCount).HasColumnName("access_failed_count");
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
    }
}

using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Grainwatch.Api.Settings;

/// <summary>How a feature gets its settings.</summary>
public static class SettingsExtensions
{
    /// <summary>
    /// Reads <typeparamref name="T"/> from <c>Grainwatch:{feature}</c>, checks it by its validation attributes (or
    /// <see cref="IValidatableObject"/>), and makes it injectable, as itself and as <see cref="IOptions{T}"/>. A name that
    /// <typeparamref name="T"/> does not have is an error: a typing mistake must not silently mean the default.
    /// </summary>
    /// <exception cref="SettingException">A value cannot be read, or makes no sense.</exception>
    public static T AddSettings<T>(this WebApplicationBuilder builder, string feature) where T : class, new()
    {
        var settings = builder.Configuration.GetSection($"Grainwatch:{feature}").ReadSettings<T>();
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(Options.Create(settings));
        return settings;
    }

    /// <summary>The same for one section, without making it injectable. Sections below it are other features' settings.</summary>
    public static T ReadSettings<T>(this IConfigurationSection section) where T : class, new()
    {
        var settings = new T();
        foreach (var setting in section.GetChildren())
        {
            if (typeof(T).GetProperty(setting.Key, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance) is { CanWrite: true } property)
            {
                Set(settings, property, setting);
            }
            else if (setting.Value is not null)
            {
                var known = string.Join(", ", typeof(T).GetProperties().Where(property => property.CanWrite).Select(property => property.Name));
                throw new SettingException($"There is no setting {Name(setting.Path)}. Of {Name(section.Path)} there are: {known}.");
            }
        }

        List<ValidationResult> problems = [];
        if (!Validator.TryValidateObject(settings, new ValidationContext(settings), problems, validateAllProperties: true))
        {
            var property = problems[0].MemberNames.FirstOrDefault() is { } member ? $"__{member}" : "";
            throw new SettingException($"The setting {Name(section.Path)}{property} makes no sense. {problems[0].ErrorMessage}");
        }

        return settings;
    }

    static void Set(object settings, PropertyInfo property, IConfigurationSection setting)
    {
        try
        {
            property.SetValue(settings, setting.Get(property.PropertyType));
        }
        catch (InvalidOperationException) when (setting.Value is null)
        {
            // A setting of several parts, some of which are missing or cannot be read.
            var parts = property.PropertyType.GetProperties().Where(part => part.CanWrite).Select(part => Name($"{setting.Path}:{part.Name}"));
            throw new SettingException($"The setting {Name(setting.Path)} cannot be read. It has parts, and all are needed: {string.Join(", ", parts)}.");
        }
        catch (InvalidOperationException unreadable)
        {
            throw new SettingException(
                $"The setting {Name(setting.Path)} is '{setting.Value}', which is no {property.PropertyType.Name}. {unreadable.InnerException?.Message}");
        }
    }

    /// <summary>The setting as an environment variable.</summary>
    static string Name(string path) => path.Replace(":", "__", StringComparison.Ordinal);
}

// The browser knows where it stands: its time zone is the best guess for the first branch.
const field = document.querySelector("[data-first-day] [name=time_zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = field && [...field.options].some((option) => option.value === here);
if (known && !document.querySelector("[data-first-day] .is-invalid")) field.value = here;
